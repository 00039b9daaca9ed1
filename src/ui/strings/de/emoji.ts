import type { Translation } from '../translation.ts';

export const EMOJI: Translation['labels']['emoji'] = {
  title: 'Emojis',
  search: 'Emojis suchen',
  tone: 'Hautfarbe',
  noTone: 'Ohne Hautfarbe',
  categories: 'Kategorien',
  recent: 'Zuletzt verwendet und beliebt',
  smileys: 'Smileys und Gefühle',
  people: 'Menschen und Körper',
  animals: 'Tiere und Natur',
  food: 'Essen und Trinken',
  travel: 'Reisen und Orte',
  activities: 'Aktivitäten',
  objects: 'Gegenstände',
  symbols: 'Symbole',
  flags: 'Flaggen',
  found: 'Gefundene Emojis:',
  none: 'Keine Emojis gefunden.',
  missing:
    'Die Emojis konnten nicht geladen werden. Prüfe deine Verbindung und versuche es noch einmal.',
  suggestions: 'Emoji-Vorschläge',
};
