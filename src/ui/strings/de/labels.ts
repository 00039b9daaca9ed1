import type { Translation } from '../translation.ts';

export const LABELS = {
  app: {
    name: 'Live Chat',
    summary: 'Privat chatten, zu zweit.',
    description:
      'Privat chatten, zu zweit. Nachrichten werden auf deinem Gerät Ende-zu-Ende-verschlüsselt.',
  },
  common: {
    back: 'Zurück',
    cancel: 'Abbrechen',
    close: 'Schließen',
    reload: 'Neu laden',
  },
  noScript: {
    title: 'Live Chat benötigt JavaScript',
    text: 'Diese Seite verschlüsselt deine Nachrichten auf deinem Gerät und benötigt dafür JavaScript. Schalte JavaScript ein und lade die Seite neu.',
  },
  starting: {
    late: 'Wird noch geladen… Wenn sich das nicht ändert, wurde die Seite vielleicht nicht vollständig geladen oder dein Browser ist zu alt.',
    retry: 'Erneut versuchen',
  },
  unsupported: {
    title: 'Live Chat läuft hier nicht',
    missing: 'Deine Nachrichten wären nicht privat, weil Folgendes fehlt:',
    secureAddress: 'Versuche es mit dieser sicheren Adresse:',
    browsers:
      'Verwende Chrome oder Edge 137, Firefox 136, Safari 17 oder etwas Neueres. Wenn du das schon tust, lade die Seite neu.',
  },
  anotherTab: {
    title: 'Live Chat ist in einem anderen Tab geöffnet',
    text: 'Live Chat kann immer nur in einem Tab aktiv sein.',
    takeOver: 'Hier nutzen',
  },
  failed: {
    title: 'Live Chat startet nicht',
  },
  signIn: {
    invited: '{inviter} hat dich zum Chatten eingeladen.',
    otherName: 'Wähle einen anderen Namen. Deine Unterhaltungen bleiben erhalten.',
    lostTitle: 'Deine Schlüssel und Unterhaltungen auf diesem Gerät sind weg.',
    lostReason:
      'Der Browser hat sie gelöscht, um Speicherplatz freizugeben, oder die Daten dieser Website wurden gelöscht. Sie lassen sich nicht wiederherstellen.',
    lostNext:
      'Melde dich an, um neu zu beginnen. Deine Kontakte sehen dann einen neuen Schlüssel. Bitte sie, ihn zu verifizieren. Dein alter Name wird wieder frei, sobald seit deinem letzten Besuch drei Tage vergangen sind.',
    name: 'Dein Name',
    start: 'Chat starten',
    privacy: 'Nachrichten werden auf deinem Gerät verschlüsselt. Niemand dazwischen kann mitlesen.',
    how: 'So funktioniert’s',
  },
  privacy: {
    keys: 'Dein Browser erstellt deine Schlüssel, und die privaten verlassen ihn nie. Jede Nachricht wird mit einem eigenen AES-Schlüssel verschlüsselt. Diese Schlüssel sind mit RSA und ML-KEM geschützt, sodass nur die Person, der du schreibst, die Nachricht öffnen kann.',
    server:
      'Der Server leitet nur verschlüsselte Nachrichten weiter. Er sieht, wer wem wann schreibt und wie lang eine Nachricht ungefähr ist, aber nie, was darin steht.',
    limits:
      'Das schützt dich nicht vor Personen, die dein entsperrtes Gerät haben, oder vor einem Server, der dir eine veränderte Seite sendet. Wenn du zum ersten Mal mit jemandem chattest, vertraust du darauf, dass der Server dir den echten Schlüssel gibt, es sei denn, du hast den Einladungslink der Person verwendet. Um das zu prüfen, wähle in der Unterhaltung „Verifizieren“.',
    storage:
      'Dein Name, deine Schlüssel und deine Unterhaltungen bleiben in diesem Browser. In einem privaten Fenster sind sie weg, wenn du es schließt.',
  },
  banner: {
    clock:
      'Die Uhr dieses Geräts und die des Servers weichen um eine Stunde oder mehr voneinander ab. Prüfe die Einstellungen für Datum und Uhrzeit, denn nach diesen Uhren richtet sich, wann Schlüssel ablaufen.',
    dismiss: 'Ausblenden',
    notStored:
      'Dieses Fenster speichert nichts. Wenn du es schließt, sind dein Name und deine Unterhaltungen weg.',
  },
  lists: {
    label: 'Personen und Unterhaltungen',
    settings: 'Einstellungen',
    search: 'Personen suchen',
    verified: 'Verifiziert',
    keyChanged: 'Schlüssel geändert',
    muted: 'Stummgeschaltet',
    empty:
      'Gerade ist sonst niemand online. Sende jemandem deinen persönlichen Link, um zu chatten.',
    invite: 'Jemanden einladen',
    more: 'Mehr anzeigen',
  },
  conversation: {
    none: 'Wähle eine Person aus, um zu chatten.',
    verify: 'Verifizieren',
    verified: 'Verifiziert',
    more: 'Weitere Optionen',
    search: 'Nachrichten durchsuchen…',
    goToDate: 'Zu Datum gehen…',
    timer: 'Verschwindende Nachrichten…',
    mute: 'Stummschalten…',
    unmute: 'Stummschaltung aufheben',
    leave: 'Unterhaltung verlassen…',
    block: 'Blockieren…',
    unblock: 'Blockierung aufheben',
    encrypted: 'Nachrichten sind Ende-zu-Ende-verschlüsselt. Nur ihr beide könnt sie lesen.',
    unread: 'Neue Nachrichten',
    older: 'Ältere Nachrichten laden',
    newer: 'Neuere Nachrichten laden',
    newest: 'Zur neuesten Nachricht',
    namesake: 'Diese Person heißt auch {name}, ist aber nicht die aus deiner Liste.',
    lookAlike: 'Das ist nicht {contact} aus deiner Liste. Die beiden Namen sehen sich nur ähnlich.',
    send: 'Senden',
  },
  composer: {
    stop: 'Antworten oder Bearbeiten abbrechen',
  },
  message: {
    options: 'Nachrichtenoptionen',
    edited: 'Bearbeitet',
    react: 'Reagieren',
    moreEmoji: 'Mehr Emojis',
    reply: 'Antworten',
    copy: 'Text kopieren',
    edit: 'Bearbeiten',
    details: 'Details',
    delete: 'Löschen…',
  },
  messageDetails: {
    title: 'Nachrichtendetails',
    sent: 'Gesendet',
    arrived: 'Empfangen',
    delivered: 'Zugestellt',
    read: 'Gelesen',
    edited: 'Bearbeitet',
  },
  timer: {
    title: 'Verschwindende Nachrichten',
    text: 'Neue Nachrichten von euch beiden verschwinden, sobald diese Zeit nach dem Lesen abgelaufen ist. Wer eine gelesen hat, kann sich daran erinnern oder sie kopiert haben.',
    save: 'Speichern',
  },
  mute: {
    title: '{name} stummschalten?',
    text: 'Neue Nachrichten kommen weiterhin an, aber du wirst nicht darüber benachrichtigt. {name} erfährt nichts davon.',
    hour: 'Für 1 Stunde',
    workday: 'Für 8 Stunden',
    always: 'Bis ich es aufhebe',
  },
  update: {
    text: 'Eine neue Version von Live Chat ist bereit. Deine Entwürfe bleiben erhalten.',
    accept: 'Jetzt aktualisieren',
  },
  notificationOffer: {
    text: 'Möchtest du erfahren, wenn eine Nachricht ankommt, während du etwas anderes ansiehst?',
    accept: 'Benachrichtigungen einschalten',
    decline: 'Nicht jetzt',
  },
  messageDelete: {
    title: 'Nachricht löschen?',
    choice:
      'Du kannst sie für euch beide oder nur auf diesem Gerät löschen. Wer sie gelesen hat, kann sich daran erinnern oder sie kopiert haben.',
    here: 'Sie wird nur auf diesem Gerät gelöscht.',
    forMe: 'Für mich löschen',
    forBoth: 'Für alle löschen',
  },
  keyChange: {
    title: 'Der Schlüssel von {name} hat sich geändert.',
    text: 'Vielleicht verwendet die Person einen neuen Browser oder ein neues Gerät, oder jemand anderes hat den Namen übernommen. Frag auf einem anderen Weg nach, bevor du weitermachst. Nachrichten, die noch warten, werden an niemand anderen gesendet.',
    startNew: 'Neue Unterhaltung beginnen',
    safetyNumber: 'Sicherheitsnummer ansehen',
  },
  request: {
    accept: 'Annehmen',
    aboutAccept: 'Die Person sieht dann, ob du ihre Nachrichten erhalten und gelesen hast.',
    decline: 'Ablehnen',
    aboutDecline:
      'Löscht diese Nachrichten. Die Person erfährt nichts davon und kann nach einem Tag erneut anfragen.',
    block: 'Blockieren',
    aboutBlock: 'Löscht diese Nachrichten und ignoriert neue. Die Person erfährt nichts davon.',
  },
  verification: {
    title: '{name} verifizieren',
    text: 'Vergleiche diese Nummer mit der auf dem Bildschirm von {name}, persönlich oder in einem Anruf. Wenn alle zwölf Gruppen übereinstimmen, fängt niemand deine Nachrichten ab.',
    number: 'Sicherheitsnummer',
    code: 'QR-Code zum Scannen für die andere Person',
    camera: 'Kamera',
    scanning: 'Richte deine Kamera auf den Code der anderen Person.',
    match: 'Die Codes stimmen überein.',
    mismatch:
      'Die Codes stimmen nicht überein. Vielleicht fängt jemand deine Nachrichten ab, oder der Code gehört zu einer anderen Unterhaltung.',
    unreadable: 'Das ist kein Sicherheitscode von Live Chat.',
    noCamera: 'Die Kamera ist nicht verfügbar. Vergleiche stattdessen die Nummern.',
    verified:
      'Du hast {name} verifiziert. Das gilt unter jedem Namen, solange sich der Schlüssel nicht ändert.',
    mark: 'Als verifiziert markieren',
    clear: 'Verifizierung aufheben',
    scan: 'Code scannen',
  },
  invitation: {
    title: 'Jemanden einladen',
    text: 'Alle, die diesen Link haben, können dir eine Nachrichtenanfrage senden. Er enthält deinen Schlüssel, sodass sich niemand als du ausgeben kann.',
    code: 'QR-Code für diesen Link',
    renew: 'Neuen Link erstellen',
    aboutRenew:
      'Wenn die falschen Leute deinen Link haben, erstelle einen neuen. Der alte gilt dann nicht mehr als Einladung.',
    announceRenewed: 'Das ist dein neuer Link',
    announceCopied: 'Link kopiert',
    copy: 'Link kopieren',
    copied: 'Kopiert',
  },
  search: {
    title: 'Nachrichten durchsuchen',
    placeholder: 'Wörter oder Wortteile',
    here: 'Nur diese Unterhaltung',
    loading: 'Deine Nachrichten werden gelesen…',
    found: 'Gefundene Nachrichten:',
    none: 'Keine Nachrichten gefunden.',
    mine: 'Du:',
    more: 'Mehr anzeigen',
  },
  dateJump: {
    title: 'Zu Datum gehen',
    date: 'Datum',
    go: 'Anzeigen',
  },
  leave: {
    title: 'Diese Unterhaltung verlassen?',
    text: '{name} sieht, dass du die Unterhaltung verlassen hast. Deine Nachrichten bleiben auf diesem Gerät.',
    confirm: 'Verlassen',
  },
  block: {
    title: '{name} blockieren?',
    text: 'Du erhältst dann keine Nachrichten von {name}. Die Person wird nicht benachrichtigt.',
    confirm: 'Blockieren',
  },
  signOut: {
    title: 'Abmelden und alles löschen?',
    text: 'Der Name {name} wird für andere frei, und alle Unterhaltungen auf diesem Gerät werden endgültig gelöscht.',
    confirm: 'Abmelden und löschen',
  },
  settings: {
    title: 'Einstellungen',
    profile: 'Profil',
    invite: 'Per Link einladen',
    signOut: 'Abmelden…',
    appearance: 'Darstellung',
    system: 'System',
    light: 'Hell',
    dark: 'Dunkel',
    language: 'Sprache',
    browserLanguage: 'Wie im Browser',
    notifications: 'Benachrichtigungen',
    notificationsDenied:
      'Dein Browser blockiert Benachrichtigungen von dieser Website. Du kannst sie in den Website-Einstellungen des Browsers erlauben.',
    notificationsUnsupported: 'Dieser Browser kann keine Benachrichtigungen anzeigen.',
    notifies: 'Über neue Nachrichten benachrichtigen',
    aboutNotifies:
      'Du wirst benachrichtigt, solange Live Chat geöffnet ist, auch in einem Tab im Hintergrund. Sobald du es schließt, benachrichtigt dich nichts mehr.',
    sound: 'Ton abspielen',
    detail: 'Was Benachrichtigungen zeigen',
    detailNone: 'Nur dass es eine Nachricht gibt',
    detailName: 'Von wem sie ist',
    detailText: 'Von wem sie ist und was darin steht',
    aboutDetail:
      'Andere können Benachrichtigungen auf deinem Bildschirm sehen, auch wenn er gesperrt ist, und dein Gerät bewahrt sie vielleicht auf.',
    privacy: 'Datenschutz',
    requests: 'Wer eine Unterhaltung mit mir beginnen kann',
    everyone: 'Alle',
    link: 'Leute mit meinem Link',
    nobody: 'Niemand Neues',
    aboutRequests: 'Deine Kontakte können dir immer schreiben.',
    listed: 'Mich in der Lobby anzeigen',
    aboutListed:
      'Leute, die nicht zu deinen Kontakten gehören, sehen dich unter denen, die online sind. Deine Kontakte sehen in jedem Fall, dass du online bist.',
    readReceipts: 'Lesebestätigungen',
    aboutReadReceipts:
      'Andere sehen, wenn du ihre Nachrichten gelesen hast. Ohne Lesebestätigungen siehst auch du nicht, wenn sie deine gelesen haben.',
    typing: 'Tippanzeige',
    aboutTyping:
      'Deine Kontakte sehen, wenn du schreibst. Ohne Tippanzeige siehst auch du nicht, wenn sie schreiben.',
    blocked: 'Blockierte Personen',
    noneBlocked: 'Du hast niemanden blockiert.',
    unblock: 'Blockierung aufheben',
    about: 'Info',
    version: 'Version',
    digest: 'Prüfsumme der Seite (SHA-256)',
    build: 'Prüfsumme des Builds (SHA-256)',
    licence: 'Lizenz',
    server: 'Was der Server sehen kann',
  },
} satisfies Translation['labels'];
