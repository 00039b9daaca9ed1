import type { Translation } from '../translation.ts';

export const EMOJI: Translation['labels']['emoji'] = {
  title: 'Emojit',
  search: 'Hae emojeista',
  tone: 'Ihonväri',
  noTone: 'Ei ihonväriä',
  categories: 'Luokat',
  recent: 'Viimeksi käytetyt ja suositut',
  smileys: 'Hymiöt ja tunteet',
  people: 'Ihmiset ja keho',
  animals: 'Eläimet ja luonto',
  food: 'Ruoka ja juoma',
  travel: 'Matkailu ja paikat',
  activities: 'Harrastukset',
  objects: 'Esineet',
  symbols: 'Symbolit',
  flags: 'Liput',
  found: 'Emojeja löytyi:',
  none: 'Emojeja ei löytynyt.',
  missing: 'Emojeja ei voitu ladata. Tarkista yhteytesi ja yritä uudelleen.',
  suggestions: 'Emojiehdotukset',
};
