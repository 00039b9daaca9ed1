import type { Translation } from '../translation.ts';

export const ERRORS = {
  malformed: 'El servidor no entendió esta página. Intenta recargarla.',
  'unknown-event': 'El servidor no admite lo que le pidió esta página. Intenta recargarla.',
  'too-large': 'Es demasiado grande para enviarlo.',
  'rate-limited': 'Demasiadas peticiones a la vez. Continuará automáticamente en un momento.',
  'too-many-sign-ins':
    'Demasiadas personas acaban de iniciar sesión desde esta red. Inténtalo de nuevo en un minuto.',
  'too-many-connections':
    'Hay demasiadas ventanas conectadas desde esta red. Cierra una e inténtalo de nuevo.',
  'server-outdated':
    'El servidor todavía usa una versión anterior a la de esta página. Inténtalo de nuevo en unos minutos.',
  'client-outdated':
    'Live Chat se ha actualizado. Recarga la página cuando quieras; no perderás nada.',
  'not-signed-in': 'Tu sesión se ha cerrado. Recarga la página.',
  'already-signed-in': 'Ya iniciaste sesión.',
  'host-not-configured':
    'Este servidor no conoce su propia dirección, así que nadie puede iniciar sesión. Quien lo administra debe configurar PUBLIC_HOSTS.',
  'host-mismatch': 'Este servidor no está configurado para la dirección que usaste.',
  'nonce-invalid': 'El inicio de sesión tardó demasiado. Inténtalo de nuevo.',
  'proof-invalid': 'El servidor no pudo verificar tu inicio de sesión. Inténtalo de nuevo.',
  'name-empty': 'Escribe el nombre que verán los demás.',
  'name-too-long': 'Ese nombre es demasiado largo. Usa 32 caracteres como máximo.',
  'name-spaces':
    'Un nombre no puede empezar ni terminar con un espacio, ni tener dos espacios seguidos.',
  'name-characters': 'Un nombre solo puede contener letras, cifras, espacios y . _ -',
  'name-mixed-scripts':
    'Ese nombre mezcla alfabetos, así que podría confundirse con el de otra persona. Usa letras de un solo alfabeto.',
  'name-taken': 'Otra persona está usando ese nombre ahora mismo.',
  'person-unknown': 'El servidor ya no conoce a esta persona. Es posible que vuelva.',
  'mailbox-full':
    'El buzón de esta persona está lleno. Tus mensajes se enviarán cuando haya espacio.',
  'mailbox-share-full':
    'Muchos de tus mensajes aún están pendientes de entrega. Los nuevos se enviarán cuando esta persona vuelva a conectarse.',
  'token-invalid':
    'El servidor rechazó tu permiso para escribir a esta persona. Inténtalo de nuevo.',
  'requests-closed':
    'Esta persona no acepta conversaciones nuevas. Pídele un enlace para iniciar una.',
  'requests-full':
    'Esta persona tiene muchas solicitudes sin responder. La tuya se enviará cuando haya espacio.',
  'mail-full':
    'El servidor no tiene espacio para más mensajes. Los tuyos se enviarán cuando lo haya.',
  'directory-full':
    'El servidor no tiene espacio para más personas en este momento. Vuelve a intentarlo más tarde.',
  unavailable: 'El servidor está ocupado. Tus mensajes se enviarán automáticamente.',
  draining: 'El servidor está a punto de reiniciarse. La conexión se restablecerá automáticamente.',
  replaced: 'Iniciaste sesión con este perfil en otro lugar.',
  internal: 'Se produjo un error en el servidor. Inténtalo de nuevo.',
  'bundle-malformed': 'El servidor envió una clave dañada de esta persona. No se envió nada.',
  'bundle-signature': 'El servidor envió una clave que esta persona no firmó. No se envió nada.',
  'bundle-identity': 'El servidor envió la clave de otra persona. No se envió nada.',
  'bundle-rollback': 'El servidor envió una clave obsoleta de esta persona. No se envió nada.',
  'bundle-downgrade':
    'El servidor envió una clave de esta persona más débil que la anterior. No se envió nada.',
  'bundle-stale':
    'Esta persona lleva tanto tiempo ausente que su clave ha caducado. Tus mensajes se enviarán cuando vuelva.',
  'bundle-clock':
    'La clave de esta persona parece venir del futuro. Revisa la fecha y la hora de este dispositivo.',
  'envelope-malformed': 'Llegó algo que no es un mensaje. Se descartó.',
  'offer-invalid': 'Llegó algo que no era para ti o que era una falsificación. Se descartó.',
  'open-failed': 'No se pudo descifrar un mensaje. Se descartó y se volvió a pedir.',
  'record-malformed': 'Llegó un mensaje que no se puede leer. Se descartó.',
  'text-empty': 'Escribe algo primero.',
  'text-too-long':
    'Ese mensaje es demasiado largo. Divídelo en mensajes de hasta 10 mil caracteres.',
  'file-empty': 'Ese archivo está vacío.',
  'file-too-large': 'Ese archivo es demasiado grande.',
  'file-unreadable': 'No se pudo leer ese archivo. Quizá se movió, se modificó o se eliminó.',
  'file-gone': 'Quien envió este archivo ya no lo tiene.',
  'file-mismatch': 'Lo que llegó no es el archivo anunciado, así que se descartó.',
  'conversation-closed': 'Esta conversación está cerrada.',
  'key-changed': 'La clave de esta persona ha cambiado, así que no se envió nada.',
  'invite-malformed': 'Ese enlace de invitación está dañado. Pide uno nuevo.',
  'invite-mismatch':
    'El servidor tiene para este nombre una clave distinta de la del enlace de invitación, así que no se abrió la conversación.',
  'connection-lost':
    'No se puede conectar con el servidor. Revisa tu conexión e inténtalo de nuevo.',
  'storage-full':
    'Este navegador se quedó sin espacio, así que no se puede guardar nada nuevo. Libera espacio en este dispositivo.',
  'storage-failed': 'Este navegador no deja que Live Chat guarde nada. Intenta recargar la página.',
  'storage-taken': 'Live Chat está abierto en otra pestaña de este navegador.',
  'platform-unsupported': 'A este navegador le falta algo que el cifrado necesita.',
} satisfies Translation['errors'];
