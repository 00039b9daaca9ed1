import type { Translation } from '../translation.ts';

export const EMOJI: Translation['labels']['emoji'] = {
  title: 'الرموز التعبيرية',
  search: 'البحث عن رمز',
  tone: 'لون البشرة',
  noTone: 'بدون لون بشرة',
  categories: 'الفئات',
  recent: 'الأخيرة والشائعة',
  smileys: 'الوجوه والمشاعر',
  people: 'الأشخاص والجسم',
  animals: 'الحيوانات والطبيعة',
  food: 'الطعام والشراب',
  travel: 'السفر والأماكن',
  activities: 'الأنشطة',
  objects: 'الأشياء',
  symbols: 'الرموز',
  flags: 'الأعلام',
  found: 'الرموز التعبيرية التي عُثر عليها:',
  none: 'لم يُعثر على رموز تعبيرية.',
  missing: 'تعذّر تحميل الرموز التعبيرية. تحقق من الاتصال ثم أعد المحاولة.',
  suggestions: 'رموز تعبيرية مقترحة',
};
