import type { Translation } from '../translation.ts';

export const SERVER = {
  title: 'Live Chat',
  open: 'Avaa Live Chat',
  status: {
    403: 'Tämä osoite toimii vain HTTPS-yhteydellä.',
    404: 'Tässä osoitteessa ei ole mitään.',
    405: 'Tämä osoite ei hyväksy tällaista pyyntöä.',
    500: 'Jokin meni vikaan. Yritä uudelleen.',
  },
} satisfies Translation['server'];
