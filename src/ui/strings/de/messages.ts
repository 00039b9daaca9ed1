import type { Translation } from '../translation.ts';

export const MESSAGES = {
  locale: 'de',

  connection: {
    'signed-out': 'Abgemeldet',
    connecting: 'Verbinde…',
    online: 'Online',
    reconnecting: 'Verbinde erneut…',
    ended: 'Nicht verbunden',
  },
  useName: '„{name}“ verwenden',
  you: 'Du',
  unnamed: 'Neuer Kontakt',

  state: {
    waiting: 'Wartet',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    read: 'Gelesen',
  },
  late: 'Verspätet angekommen: {time}',
  crossing: 'Geschrieben, bevor deine Nachricht ankam',
  event: {
    accept: {
      mine: 'Du hast die Nachrichtenanfrage angenommen',
      theirs: '{name} hat deine Nachrichtenanfrage angenommen',
    },
    decline: {
      mine: 'Du hast die Nachrichtenanfrage abgelehnt',
      theirs: '{name} hat deine Nachrichtenanfrage abgelehnt',
    },
    leave: {
      mine: 'Du hast die Unterhaltung verlassen',
      theirs: '{name} hat die Unterhaltung verlassen',
    },
    unknown: {
      mine: 'Du hast etwas gesendet, das diese Version von Live Chat nicht anzeigen kann',
      theirs: '{name} hat etwas gesendet, das diese Version von Live Chat nicht anzeigen kann',
    },
    fork: {
      mine: 'Deine Daten wurden aus einer älteren Kopie wiederhergestellt oder werden an zwei Orten verwendet. Manche Nachrichten können fehlen oder doppelt erscheinen.',
      theirs:
        'Die Daten von {name} wurden aus einer älteren Kopie wiederhergestellt oder werden an zwei Orten verwendet. Manche Nachrichten können doppelt erscheinen.',
    },
  },
  timer: {
    off: 'Aus',
    left: 'Noch {time} bis zum Verschwinden',
    afterSeen: 'Verschwindet {time} nach dem Lesen',
  },
  timerEvent: {
    on: {
      mine: 'Du hast festgelegt, dass Nachrichten {time} nach dem Lesen verschwinden',
      theirs: '{name} hat festgelegt, dass Nachrichten {time} nach dem Lesen verschwinden',
    },
    off: {
      mine: 'Du hast verschwindende Nachrichten ausgeschaltet',
      theirs: '{name} hat verschwindende Nachrichten ausgeschaltet',
    },
  },
  messageDeleted: 'Nachricht gelöscht',
  quote: {
    edited: 'Nach dieser Antwort bearbeitet',
    missing: 'Diese Nachricht ist nicht verfügbar',
  },
  reaction: {
    mine: '{emoji} Du hast reagiert',
    theirs: '{emoji} {name} hat reagiert',
    both: '{emoji} Du und {name} habt reagiert',
  },
  composing: {
    reply: 'Antwort an {name}',
    self: 'Antwort an dich selbst',
    edit: 'Nachricht bearbeiten',
  },
  renamed: '{from} heißt jetzt {to}',

  notice: {
    none: 'Deine erste Nachricht ist eine Nachrichtenanfrage. {name} kann sie annehmen oder ablehnen.',
    requested: '{name} hat deine Nachrichtenanfrage noch nicht beantwortet.',
    requestFull:
      'Deine Nachrichtenanfrage ist voll. Neue Nachrichten werden gesendet, sobald {name} die Anfrage annimmt.',
    'declined-by-me':
      'Du hast diese Nachrichtenanfrage abgelehnt. Um doch mit {name} zu chatten, sende eine Nachricht.',
    'left-by-peer':
      '{name} hat diese Unterhaltung verlassen. Mit einer neuen Nachricht sendest du eine weitere Anfrage.',
    'left-by-me':
      'Du hast diese Unterhaltung verlassen. Mit einer neuen Nachricht sendest du {name} eine Anfrage.',
    offline:
      '{name} ist offline. Deine Nachrichten werden zugestellt, sobald die Person wieder online ist.',
    gone: '{name} hat sich abgemeldet oder war lange nicht online, und der Name ist wieder frei. Deine Nachrichten werden gesendet, falls die Person zurückkommt.',
    missing:
      'Eine frühere Nachricht von {name} ist noch nicht angekommen. Spätere erscheinen, sobald sie da ist.',
    blocked: 'Du hast {name} blockiert. Die Person wird nicht benachrichtigt.',
    reconnecting:
      'Keine Verbindung. Du kannst weiterschreiben: Deine Nachrichten werden gesendet, sobald du wieder online bist.',
  },
  presence: {
    online: 'Online',
    offline: 'Offline',
    typing: 'Schreibt…',
    lastSeen: 'Zuletzt online: {when}',
    gone: 'Nicht erreichbar',
    blocked: 'Blockiert',
    newContact: '{presence} · Neuer Kontakt',
  },
  list: {
    requests: 'Nachrichtenanfragen',
    conversations: 'Unterhaltungen',
    people: 'Personen',
    justArrived: 'Gerade erst online',
    onlineFor: 'Schon {duration} online',
    asks: 'Möchte chatten',
    notShown: {
      one: '# Anfrage wurde nicht angezeigt, weil zu viele warteten.',
      other: '# Anfragen wurden nicht angezeigt, weil zu viele warteten.',
    },
    mine: 'Du:',
    draft: 'Entwurf:',
    unread: { one: '# ungelesene Nachricht', other: '# ungelesene Nachrichten' },
    noMatch: 'Online gibt es keinen Treffer für „{prefix}“.',
  },
  command: {
    search: 'Nachrichten durchsuchen',
    settings: 'Einstellungen',
    invitation: 'Jemanden einladen',
    keyboard: 'Tastenkürzel',
  },
  request: {
    title: '{name} möchte chatten',
    aboutKnown: '{presence} · Ihr habt schon gechattet',
    aboutNew: '{presence} · Ihr habt noch nie gechattet',
  },
  announcement: {
    arrived: '{name}: {text}',
    elsewhere: 'Neue Nachricht von {name}',
    asked: 'Neue Nachrichtenanfrage von {name}',
    askedUnnamed: 'Neue Nachrichtenanfrage',
    sent: 'Nachricht gesendet',
    edited: 'Nachricht bearbeitet',
    typing: '{name} schreibt',
    waiting: 'Nachricht wird gesendet, sobald du wieder online bist',
  },
  file: {
    label: {
      photo: 'Foto',
      video: 'Video',
      voice: 'Sprachnachricht',
      file: 'Datei: {file}',
    },
    album: { one: '# Foto', other: '# Fotos' },
    view: '{file} ansehen',
    save: '{file} speichern',
    play: '{file} abspielen',
    progress: 'Fortschritt von {file}',
    tooManyPixels: 'Dieses Bild ist zu groß für die Anzeige. Du kannst es speichern.',
    position: '{at} von {length}',
    state: {
      mine: {
        offered: '{name} hat die Datei noch nicht heruntergeladen',
        waiting: 'Warten, bis {name} online ist',
        transferring: '{done} von {size}',
        paused: '{name} hat den Download angehalten',
        cancelled: 'Du hast diese Datei abgebrochen',
        refused: '{name} hat diese Datei abgelehnt',
      },
      theirs: {
        waiting: 'Warten, bis {name} online ist',
        transferring: '{done} von {size}',
        paused: 'Angehalten bei {done} von {size}',
        cancelled: '{name} hat diese Datei abgebrochen',
        refused: 'Du hast diese Datei abgelehnt',
      },
    },
    action: {
      accept: 'Herunterladen',
      pause: 'Anhalten',
      resume: 'Fortsetzen',
      cancel: 'Abbrechen',
      refuse: 'Ablehnen',
    },
  },
  sharing: {
    refused:
      'Du kannst Text mit bis zu {characters} Zeichen und bis zu {pictures} Bilder mit zusammen {size} teilen.',
  },
  tray: {
    added: '{file} angehängt',
    removed: '{file} entfernt',
    remove: '{file} entfernen',
    limit: 'Dateien dürfen höchstens {limit} groß sein.',
  },
  voice: {
    name: 'Sprachnachricht',
    recording: 'Aufnahme läuft',
    cancelled: 'Aufnahme gelöscht',
  },
  need: {
    secure: 'Eine sichere Verbindung (HTTPS)',
    crypto: 'Web Cryptography',
    ed25519: 'Ed25519-Signaturen',
    rsa: 'RSA-OAEP-Verschlüsselung',
    aes: 'AES-GCM-Verschlüsselung',
    locks: 'Web Locks',
  },
  conversationWith: 'Unterhaltung mit {name}',
  messagesWith: 'Nachrichtenverlauf mit {name}',
  messageTo: 'Nachricht an {name}',
  sendingPaused: 'Senden ist pausiert',
  charactersLeft: { one: 'Noch # Zeichen', other: 'Noch # Zeichen' },
  charactersOver: { one: '# Zeichen zu viel', other: '# Zeichen zu viel' },
  newMessages: { one: '# neue Nachricht', other: '# neue Nachrichten' },
  notification: { message: 'Neue Nachricht', request: 'Neue Nachrichtenanfrage' },
  title: 'Live Chat',
  titleUnread: '({count}) Live Chat',
} satisfies Translation['messages'];
