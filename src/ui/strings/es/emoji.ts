import type { Translation } from '../translation.ts';

export const EMOJI: Translation['labels']['emoji'] = {
  title: 'Emojis',
  search: 'Buscar emojis',
  tone: 'Tono de piel',
  noTone: 'Sin tono de piel',
  categories: 'Categorías',
  recent: 'Recientes y populares',
  smileys: 'Caritas y emociones',
  people: 'Personas y cuerpo',
  animals: 'Animales y naturaleza',
  food: 'Comida y bebida',
  travel: 'Viajes y lugares',
  activities: 'Actividades',
  objects: 'Objetos',
  symbols: 'Símbolos',
  flags: 'Banderas',
  found: 'Emojis encontrados:',
  none: 'No se encontró ningún emoji.',
  missing: 'No se pudieron cargar los emojis. Comprueba tu conexión e inténtalo de nuevo.',
  suggestions: 'Emojis sugeridos',
};
