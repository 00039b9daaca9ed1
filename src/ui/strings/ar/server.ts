import type { Translation } from '../translation.ts';

export const SERVER = {
  title: 'Live Chat',
  open: 'فتح Live Chat',
  status: {
    403: 'لا يعمل هذا العنوان إلا عبر HTTPS.',
    404: 'لا يوجد شيء في هذا العنوان.',
    405: 'لا يقبل هذا العنوان هذا النوع من الطلبات.',
    500: 'حدث خطأ. يرجى المحاولة مرة أخرى.',
  },
} satisfies Translation['server'];
