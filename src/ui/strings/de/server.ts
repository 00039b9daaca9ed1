import type { Translation } from '../translation.ts';

export const SERVER = {
  title: 'Live Chat',
  open: 'Live Chat öffnen',
  status: {
    403: 'Diese Adresse funktioniert nur über HTTPS.',
    404: 'Unter dieser Adresse gibt es nichts.',
    405: 'Diese Adresse akzeptiert solche Anfragen nicht.',
    500: 'Etwas ist schiefgelaufen. Bitte versuche es erneut.',
  },
} satisfies Translation['server'];
