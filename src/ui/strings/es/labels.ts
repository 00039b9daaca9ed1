import type { Translation } from '../translation.ts';

export const LABELS = {
  app: {
    name: 'Live Chat',
    summary: 'Chat privado entre dos personas.',
    description:
      'Chat privado entre dos personas. Los mensajes se cifran de extremo a extremo en tu dispositivo.',
  },
  common: {
    back: 'Atrás',
    cancel: 'Cancelar',
    close: 'Cerrar',
    reload: 'Recargar',
  },
  noScript: {
    title: 'Live Chat necesita JavaScript',
    text: 'Esta página cifra tus mensajes en tu dispositivo y para ello necesita JavaScript. Activa JavaScript y recarga la página.',
  },
  starting: {
    late: 'Todavía se está cargando… Si esto no cambia, es posible que la página no se haya cargado por completo o que tu navegador sea demasiado antiguo.',
    retry: 'Reintentar',
  },
  unsupported: {
    title: 'Live Chat no funciona aquí',
    missing: 'Tus mensajes no serían privados porque falta lo siguiente:',
    secureAddress: 'Prueba con esta dirección segura:',
    browsers:
      'Usa Chrome o Edge 137, Firefox 136, Safari 17 o una versión posterior. Si ya lo haces, recarga la página.',
  },
  anotherTab: {
    title: 'Live Chat está abierto en otra pestaña',
    text: 'Live Chat solo puede estar activo en una pestaña a la vez.',
    takeOver: 'Usar aquí',
  },
  failed: {
    title: 'No se puede iniciar Live Chat',
  },
  signIn: {
    invited: '{inviter} te invita a chatear.',
    otherName: 'Elige otro nombre. Conservarás tus conversaciones.',
    lostTitle: 'Tus claves y conversaciones ya no están en este dispositivo.',
    lostReason:
      'El navegador las eliminó para liberar espacio o se borraron los datos de este sitio. No se pueden recuperar.',
    lostNext:
      'Inicia sesión para empezar de nuevo. Tus contactos verán una clave nueva, así que pídeles que la verifiquen. Tu nombre anterior quedará disponible tres días después de tu última conexión.',
    name: 'Tu nombre',
    start: 'Empezar a chatear',
    privacy: 'Los mensajes se cifran en tu dispositivo. Nadie puede leerlos por el camino.',
    how: 'Cómo funciona',
  },
  privacy: {
    keys: 'Tu navegador crea tus claves, y las privadas nunca salen de él. Cada mensaje se cifra con su propia clave AES. Esas claves se protegen con RSA y ML-KEM, de modo que solo la persona a la que escribes puede abrir el mensaje.',
    server:
      'El servidor solo transmite mensajes cifrados. Puede ver quién escribe a quién, cuándo y la longitud aproximada de cada mensaje, pero nunca su contenido.',
    limits:
      'Esto no te protege de alguien que tenga tu dispositivo desbloqueado ni de un servidor que te envíe una página modificada. La primera vez que chateas con alguien, confías en que el servidor te dé su clave verdadera, a menos que hayas usado su enlace de invitación. Para comprobarlo, elige “Verificar” en la conversación.',
    storage:
      'Tu nombre, tus claves y tus conversaciones se quedan en este navegador. En una ventana privada, desaparecen cuando la cierras.',
  },
  banner: {
    clock:
      'El reloj de este dispositivo y el del servidor difieren en una hora o más. Revisa los ajustes de fecha y hora: las claves de cifrado caducan según estos relojes.',
    dismiss: 'Descartar',
    notStored:
      'Esta ventana no guarda nada. Cuando la cierres, perderás tu nombre y tus conversaciones.',
  },
  lists: {
    label: 'Personas y conversaciones',
    settings: 'Ajustes',
    search: 'Buscar personas',
    verified: 'Identidad verificada',
    keyChanged: 'La clave ha cambiado',
    muted: 'En silencio',
    empty:
      'No hay nadie más en línea ahora mismo. Envía tu enlace personal a alguien para empezar a chatear.',
    invite: 'Invitar a alguien',
    more: 'Ver más',
  },
  conversation: {
    none: 'Elige a alguien para empezar a chatear.',
    verify: 'Verificar',
    verified: 'Identidad verificada',
    more: 'Más opciones',
    search: 'Buscar mensajes…',
    goToDate: 'Ir a una fecha…',
    timer: 'Mensajes temporales…',
    mute: 'Silenciar…',
    unmute: 'Dejar de silenciar',
    leave: 'Salir de la conversación…',
    block: 'Bloquear…',
    unblock: 'Desbloquear',
    encrypted:
      'Los mensajes están cifrados de extremo a extremo. Nadie fuera de esta conversación puede leerlos.',
    unread: 'Mensajes nuevos',
    older: 'Ver mensajes anteriores',
    newer: 'Ver mensajes posteriores',
    newest: 'Ir al mensaje más reciente',
    namesake: 'Esta persona también se llama {name}, pero no es la de tu lista.',
    lookAlike:
      'Esta no es la persona de tu lista llamada {contact}. Los dos nombres solo se parecen.',
    send: 'Enviar',
  },
  composer: {
    stop: 'Dejar de responder o editar',
  },
  message: {
    options: 'Opciones del mensaje',
    edited: 'Editado',
    react: 'Reaccionar',
    moreEmoji: 'Más emojis',
    reply: 'Responder',
    copy: 'Copiar texto',
    edit: 'Editar',
    details: 'Detalles',
    delete: 'Eliminar…',
  },
  messageDetails: {
    title: 'Detalles del mensaje',
    sent: 'Enviado',
    arrived: 'Recibido',
    delivered: 'Entregado',
    read: 'Leído',
    edited: 'Editado',
  },
  timer: {
    title: 'Mensajes temporales',
    text: 'Los mensajes nuevos, tuyos y de la otra persona, desaparecen cuando pasa este tiempo desde que se ven. Quien haya visto un mensaje podría recordarlo o haberlo copiado.',
    save: 'Guardar',
  },
  mute: {
    title: '¿Silenciar a {name}?',
    text: 'Los mensajes nuevos seguirán llegando, pero sin notificaciones. {name} no lo sabrá.',
    hour: 'Durante 1 hora',
    workday: 'Durante 8 horas',
    always: 'Hasta que lo quite',
  },
  update: {
    text: 'Hay una nueva versión de Live Chat lista. Tus borradores se conservan.',
    accept: 'Actualizar ahora',
  },
  notificationOffer: {
    text: '¿Quieres saber cuándo llega un mensaje mientras miras otra cosa?',
    accept: 'Activar notificaciones',
    decline: 'Ahora no',
  },
  messageDelete: {
    title: '¿Eliminar mensaje?',
    choice:
      'Puedes eliminarlo para todos o solo en este dispositivo. Quien lo haya leído podría recordarlo o haberlo copiado.',
    here: 'Se elimina solo en este dispositivo.',
    forMe: 'Eliminar para mí',
    forBoth: 'Eliminar para todos',
  },
  keyChange: {
    title: 'La clave de {name} ha cambiado.',
    text: 'Puede que esté usando otro navegador o dispositivo, o que otra persona haya tomado el nombre. Compruébalo con esa persona por otro medio antes de continuar. Los mensajes pendientes no se enviarán a nadie más.',
    startNew: 'Iniciar nueva conversación',
    safetyNumber: 'Ver número de seguridad',
  },
  request: {
    accept: 'Aceptar',
    aboutAccept: 'Verá cuándo recibes y lees sus mensajes.',
    decline: 'Rechazar',
    aboutDecline:
      'Elimina estos mensajes sin avisar. Esta persona puede enviar otra solicitud pasado un día.',
    block: 'Bloquear',
    aboutBlock: 'Elimina estos mensajes e ignora los nuevos, sin avisar.',
  },
  verification: {
    title: 'Verificar a {name}',
    text: 'Compara este número con el de la pantalla de {name}, en persona o en una llamada. Si los doce grupos coinciden, nadie está interceptando tus mensajes.',
    number: 'Número de seguridad',
    code: 'Código QR para que lo escanee la otra persona',
    camera: 'Cámara',
    scanning: 'Apunta la cámara al código en la pantalla de la otra persona.',
    match: 'Los códigos coinciden.',
    mismatch:
      'Los códigos no coinciden. Puede que alguien esté interceptando tus mensajes o que el código sea de otra conversación.',
    unreadable: 'Ese no es un código de seguridad de Live Chat.',
    noCamera: 'La cámara no está disponible. Compara los números.',
    verified:
      'Has verificado a {name}. La verificación se mantiene con cualquier nombre, a menos que cambie su clave.',
    mark: 'Marcar como verificado',
    clear: 'Quitar verificación',
    scan: 'Escanear código',
  },
  invitation: {
    title: 'Invitar a alguien',
    text: 'Cualquiera que tenga este enlace puede enviarte una solicitud de mensaje. El enlace contiene tu clave, así que nadie puede hacerse pasar por ti.',
    code: 'Código QR de este enlace',
    renew: 'Crear un enlace nuevo',
    aboutRenew:
      'Si tu enlace ha llegado a las personas equivocadas, crea uno nuevo. El antiguo dejará de valer como invitación.',
    announceRenewed: 'Este es tu enlace nuevo',
    announceCopied: 'Enlace copiado',
    copy: 'Copiar enlace',
    copied: 'Copiado',
  },
  search: {
    title: 'Buscar mensajes',
    placeholder: 'Palabras o partes de palabras',
    here: 'Solo esta conversación',
    loading: 'Leyendo tus mensajes…',
    found: 'Mensajes encontrados:',
    none: 'No se encontró ningún mensaje.',
    mine: 'Tú:',
    more: 'Mostrar más',
  },
  keyboard: {
    title: 'Atajos de teclado',
    find: 'Buscar una persona o una conversación',
    search: 'Buscar mensajes',
    move: 'Moverte por las listas y los mensajes',
    enter: 'Enviar un mensaje o abrir las opciones del seleccionado',
    break: 'Empezar una línea nueva',
    edit: 'Con el campo de texto vacío: editar tu último mensaje',
    ends: 'Ir al principio o al final de la conversación',
    escape: 'Cerrar o volver',
    help: 'Mostrar estos atajos',
  },
  dateJump: {
    title: 'Ir a una fecha',
    date: 'Fecha',
    go: 'Ir',
  },
  leave: {
    title: '¿Salir de esta conversación?',
    text: '{name} verá que saliste. Tus mensajes se quedan en este dispositivo.',
    confirm: 'Salir',
  },
  block: {
    title: '¿Bloquear a {name}?',
    text: 'No recibirás mensajes de {name}. No se le enviará ningún aviso.',
    confirm: 'Bloquear',
  },
  signOut: {
    title: '¿Cerrar sesión y borrarlo todo?',
    text: 'El nombre {name} quedará disponible para otras personas y todas las conversaciones de este dispositivo se borrarán para siempre.',
    confirm: 'Cerrar sesión y borrar',
  },
  settings: {
    title: 'Ajustes',
    profile: 'Perfil',
    invite: 'Invitar por enlace',
    signOut: 'Cerrar sesión…',
    appearance: 'Apariencia',
    system: 'Sistema',
    light: 'Claro',
    dark: 'Oscuro',
    language: 'Idioma',
    browserLanguage: 'El del navegador',
    notifications: 'Notificaciones',
    notificationsDenied:
      'Tu navegador bloquea las notificaciones de este sitio. Puedes permitirlas en los ajustes del sitio del navegador.',
    notificationsUnsupported: 'Este navegador no puede mostrar notificaciones.',
    notifies: 'Notificarme los mensajes nuevos',
    aboutNotifies:
      'Recibes notificaciones mientras Live Chat está abierto, también en una pestaña en segundo plano. Cuando lo cierras, ya no recibes ninguna.',
    sound: 'Reproducir un sonido',
    detail: 'Qué muestran las notificaciones',
    detailNone: 'Solo que hay un mensaje',
    detailName: 'De quién es',
    detailText: 'De quién es y qué dice',
    aboutDetail:
      'Otras personas pueden ver las notificaciones en tu pantalla, incluso bloqueada, y tu dispositivo puede conservarlas.',
    privacy: 'Privacidad',
    requests: 'Quién puede iniciar una conversación conmigo',
    everyone: 'Cualquiera',
    link: 'Quien tenga mi enlace',
    nobody: 'Nadie nuevo',
    aboutRequests: 'Tus contactos siempre pueden escribirte.',
    listed: 'Mostrarme en la sala común',
    aboutListed:
      'Las personas que no son tus contactos te ven entre quienes están en línea. Tus contactos ven siempre que estás en línea.',
    readReceipts: 'Confirmaciones de lectura',
    aboutReadReceipts:
      'Los demás ven cuándo has leído sus mensajes. Si las desactivas, tampoco verás cuándo leen los tuyos.',
    typing: 'Indicador de escritura',
    aboutTyping:
      'Tus contactos ven cuándo estás escribiendo. Si lo desactivas, tampoco verás cuándo escriben ellos.',
    blocked: 'Personas bloqueadas',
    noneBlocked: 'No has bloqueado a nadie.',
    unblock: 'Desbloquear',
    about: 'Acerca de',
    version: 'Versión',
    digest: 'Huella de la página (SHA-256)',
    build: 'Huella de la compilación (SHA-256)',
    licence: 'Licencia',
    server: 'Qué puede ver el servidor',
  },
} satisfies Translation['labels'];
