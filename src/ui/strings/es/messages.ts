import type { Translation } from '../translation.ts';

export const MESSAGES = {
  locale: 'es',

  connection: {
    'signed-out': 'Sesión cerrada',
    connecting: 'Conectando…',
    online: 'En línea',
    reconnecting: 'Reconectando…',
    ended: 'Conexión cerrada',
  },
  useName: 'Usar “{name}”',
  you: 'Tú',
  unnamed: 'Contacto nuevo',

  state: {
    waiting: 'Pendiente',
    sent: 'Enviado',
    delivered: 'Entregado',
    read: 'Leído',
  },
  late: 'Llegó tarde: {time}',
  crossing: 'Escrito antes de que llegara tu mensaje',
  event: {
    accept: {
      mine: 'Aceptaste la solicitud de mensaje',
      theirs: '{name} aceptó tu solicitud de mensaje',
    },
    decline: {
      mine: 'Rechazaste la solicitud de mensaje',
      theirs: '{name} rechazó tu solicitud de mensaje',
    },
    leave: {
      mine: 'Saliste de la conversación',
      theirs: '{name} salió de la conversación',
    },
    unknown: {
      mine: 'Enviaste algo que esta versión de Live Chat no puede mostrar',
      theirs: '{name} envió algo que esta versión de Live Chat no puede mostrar',
    },
    fork: {
      mine: 'Tus datos se restauraron desde una copia anterior o se están usando en dos lugares. Es posible que falten mensajes o que aparezcan dos veces.',
      theirs:
        'Los datos de {name} se restauraron desde una copia anterior o se están usando en dos lugares. Es posible que algunos mensajes aparezcan dos veces.',
    },
  },
  timer: {
    off: 'Desactivados',
    left: 'Desaparece en {time}',
    afterSeen: 'Desaparece {time} después de verse',
  },
  timerEvent: {
    on: {
      mine: 'Configuraste los mensajes para que desaparezcan {time} después de verse',
      theirs: '{name} configuró los mensajes para que desaparezcan {time} después de verse',
    },
    off: {
      mine: 'Desactivaste los mensajes temporales',
      theirs: '{name} desactivó los mensajes temporales',
    },
  },
  messageDeleted: 'Mensaje eliminado',
  quote: {
    edited: 'Editado después de esta respuesta',
    missing: 'Este mensaje no está disponible',
  },
  reaction: {
    mine: '{emoji} Tu reacción',
    theirs: '{emoji} Reacción de {name}',
    both: '{emoji} Tu reacción y la de {name}',
  },
  composing: {
    reply: 'Respondiendo a {name}',
    self: 'Respondiendo a tu mensaje',
    edit: 'Editando el mensaje',
  },
  renamed: '{from} cambió su nombre a {to}',

  notice: {
    none: 'Tu primer mensaje se envía como solicitud de mensaje. {name} puede aceptarla o rechazarla.',
    requested: 'Esperando a que {name} responda a tu solicitud de mensaje.',
    requestFull:
      'Tu solicitud de mensaje está llena. Los mensajes nuevos se enviarán cuando {name} la acepte.',
    'declined-by-me':
      'Rechazaste esta solicitud de mensaje. Si aun así quieres chatear con {name}, envía un mensaje.',
    'left-by-peer':
      '{name} salió de esta conversación. Si le escribes de nuevo, se enviará otra solicitud.',
    'left-by-me':
      'Saliste de esta conversación. Si escribes de nuevo, {name} recibirá una solicitud.',
    offline: '{name} no está en línea. Tus mensajes se entregarán cuando vuelva a conectarse.',
    gone: '{name} cerró sesión o lleva mucho tiempo sin conectarse, y el nombre vuelve a estar disponible. Tus mensajes se enviarán si regresa.',
    missing:
      'Aún no ha llegado un mensaje anterior de {name}. Los siguientes aparecerán cuando llegue.',
    blocked: 'Bloqueaste a {name}. No se le envía ningún aviso.',
    reconnecting:
      'Sin conexión. Puedes seguir escribiendo: tus mensajes se enviarán cuando vuelvas a estar en línea.',
  },
  presence: {
    online: 'En línea',
    offline: 'Sin conexión',
    typing: 'Escribiendo…',
    lastSeen: 'Última vez: {when}',
    gone: 'No disponible',
    blocked: 'Contacto bloqueado',
    newContact: '{presence} · Contacto nuevo',
  },
  list: {
    requests: 'Solicitudes de mensaje',
    conversations: 'Conversaciones',
    people: 'Personas',
    justArrived: 'Acaba de conectarse',
    onlineFor: 'En línea desde hace {duration}',
    asks: 'Quiere chatear',
    notShown: {
      one: 'No se mostró # solicitud porque había demasiadas pendientes.',
      many: 'No se mostraron # de solicitudes porque había demasiadas pendientes.',
      other: 'No se mostraron # solicitudes porque había demasiadas pendientes.',
    },
    mine: 'Tú:',
    draft: 'Borrador:',
    unread: {
      one: '# mensaje no leído',
      many: '# de mensajes no leídos',
      other: '# mensajes no leídos',
    },
    noMatch: 'Nadie en línea coincide con “{prefix}”.',
  },
  command: {
    search: 'Buscar mensajes',
    settings: 'Ajustes',
    invitation: 'Invitar a alguien',
    keyboard: 'Atajos de teclado',
  },
  request: {
    title: '{name} quiere chatear',
    aboutKnown: '{presence} · Ya has chateado con esta persona',
    aboutNew: '{presence} · Nunca has chateado con esta persona',
  },
  announcement: {
    arrived: '{name}: {text}',
    elsewhere: 'Mensaje nuevo de {name}',
    asked: 'Nueva solicitud de mensaje de {name}',
    askedUnnamed: 'Nueva solicitud de mensaje',
    sent: 'Mensaje enviado',
    edited: 'Mensaje editado',
    typing: '{name} está escribiendo',
    waiting: 'El mensaje se enviará cuando vuelvas a estar en línea',
  },
  file: {
    label: {
      photo: 'Foto',
      video: 'Vídeo',
      voice: 'Mensaje de voz',
      file: 'Archivo: {file}',
    },
    album: { one: '# foto', many: '# de fotos', other: '# fotos' },
    view: 'Ver {file}',
    save: 'Guardar {file}',
    play: 'Reproducir {file}',
    progress: 'Progreso de {file}',
    tooManyPixels: 'Esta imagen es demasiado grande para mostrarla. Puedes guardarla.',
    position: '{at} de {length}',
    state: {
      mine: {
        offered: '{name} aún no ha descargado el archivo',
        waiting: 'Esperando a que {name} esté en línea',
        transferring: '{done} de {size}',
        paused: '{name} pausó la descarga',
        cancelled: 'Cancelaste este archivo',
        refused: '{name} rechazó este archivo',
      },
      theirs: {
        waiting: 'Esperando a que {name} esté en línea',
        transferring: '{done} de {size}',
        paused: 'En pausa: {done} de {size}',
        cancelled: '{name} canceló este archivo',
        refused: 'Rechazaste este archivo',
      },
    },
    action: {
      accept: 'Descargar',
      pause: 'Pausar',
      resume: 'Reanudar',
      cancel: 'Cancelar',
      refuse: 'Rechazar',
    },
  },
  sharing: {
    refused:
      'Puedes compartir texto de hasta {characters} caracteres y hasta {pictures} imágenes de {size} en total.',
  },
  tray: {
    added: '{file} adjuntado',
    removed: '{file} quitado',
    remove: 'Quitar {file}',
    limit: 'El tamaño máximo es de {limit}.',
  },
  voice: {
    name: 'Mensaje de voz',
    recording: 'Grabando',
    cancelled: 'Grabación eliminada',
  },
  need: {
    secure: 'Una conexión segura (HTTPS)',
    crypto: 'API Web Cryptography',
    ed25519: 'Firmas Ed25519',
    rsa: 'Cifrado RSA-OAEP',
    aes: 'Cifrado AES-GCM',
    locks: 'API Web Locks',
  },
  conversationWith: 'Conversación con {name}',
  messagesWith: 'Mensajes con {name}',
  messageTo: 'Mensaje para {name}',
  sendingPaused: 'Envío en pausa',
  charactersLeft: {
    one: 'Queda # carácter',
    many: 'Quedan # de caracteres',
    other: 'Quedan # caracteres',
  },
  charactersOver: {
    one: '# carácter de más',
    many: '# de caracteres de más',
    other: '# caracteres de más',
  },
  newMessages: {
    one: '# mensaje nuevo',
    many: '# de mensajes nuevos',
    other: '# mensajes nuevos',
  },
  notification: { message: 'Mensaje nuevo', request: 'Nueva solicitud de mensaje' },
  title: 'Live Chat',
  titleUnread: '({count}) Live Chat',
} satisfies Translation['messages'];
