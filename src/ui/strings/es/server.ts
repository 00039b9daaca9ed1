import type { Translation } from '../translation.ts';

export const SERVER = {
  title: 'Live Chat',
  open: 'Abrir Live Chat',
  status: {
    403: 'Esta dirección solo funciona con HTTPS.',
    404: 'No hay nada en esta dirección.',
    405: 'Esta dirección no acepta ese tipo de petición.',
    500: 'Se produjo un error. Inténtalo de nuevo.',
  },
} satisfies Translation['server'];
