import type { Translation } from '../translation.ts';

export const ERRORS = {
  malformed: 'Der Server konnte diese Seite nicht verstehen. Versuche, sie neu zu laden.',
  'unknown-event':
    'Der Server unterstützt nicht, was diese Seite angefordert hat. Versuche, die Seite neu zu laden.',
  'too-large': 'Das ist zu groß zum Senden.',
  'rate-limited': 'Zu viele Anfragen auf einmal. Es geht gleich automatisch weiter.',
  'too-many-sign-ins':
    'Aus diesem Netzwerk haben sich gerade zu viele Personen angemeldet. Versuche es in einer Minute erneut.',
  'too-many-connections':
    'Aus diesem Netzwerk sind zu viele Fenster verbunden. Schließe eines und versuche es erneut.',
  'server-outdated':
    'Auf dem Server läuft noch eine ältere Version als diese Seite. Versuche es in ein paar Minuten erneut.',
  'client-outdated':
    'Live Chat wurde aktualisiert. Lade die Seite neu, wann immer es dir passt. Es geht nichts verloren.',
  'not-signed-in': 'Du bist nicht mehr angemeldet. Lade die Seite neu.',
  'already-signed-in': 'Du bist schon angemeldet.',
  'host-not-configured':
    'Dieser Server kennt seine eigene Adresse nicht, deshalb kann sich niemand anmelden. Wer ihn betreibt, muss PUBLIC_HOSTS setzen.',
  'host-mismatch': 'Dieser Server ist nicht für die Adresse eingerichtet, die du verwendet hast.',
  'nonce-invalid': 'Die Anmeldung hat zu lange gedauert. Bitte versuche es erneut.',
  'proof-invalid': 'Der Server konnte deine Anmeldung nicht bestätigen. Bitte versuche es erneut.',
  'name-empty': 'Gib einen Namen ein. Andere werden ihn sehen.',
  'name-too-long': 'Dieser Name ist zu lang. Verwende höchstens 32 Zeichen.',
  'name-spaces':
    'Ein Name darf nicht mit einem Leerzeichen beginnen oder enden und keine zwei Leerzeichen hintereinander enthalten.',
  'name-characters': 'Ein Name darf nur Buchstaben, Ziffern, Leerzeichen und . _ - enthalten',
  'name-mixed-scripts':
    'In diesem Namen sind Alphabete gemischt, sodass er mit dem einer anderen Person verwechselt werden könnte. Verwende nur Buchstaben aus einem Alphabet.',
  'name-taken': 'Diesen Namen verwendet gerade jemand anderes.',
  'person-unknown': 'Der Server kennt diese Person nicht mehr. Vielleicht kommt sie zurück.',
  'mailbox-full':
    'Das Postfach dieser Person ist voll. Deine Nachrichten werden gesendet, sobald wieder Platz ist.',
  'mailbox-share-full':
    'Viele deiner Nachrichten warten noch auf diese Person. Neue werden gesendet, sobald sie wieder online ist.',
  'token-invalid':
    'Der Server hat deine Berechtigung, dieser Person zu schreiben, abgelehnt. Bitte versuche es erneut.',
  'requests-closed':
    'Diese Person nimmt keine neuen Unterhaltungen an. Bitte sie um einen Link, um eine zu beginnen.',
  'requests-full':
    'Diese Person hat viele unbeantwortete Anfragen. Deine wird gesendet, sobald Platz ist.',
  'mail-full':
    'Auf dem Server ist kein Platz für weitere Nachrichten. Deine werden gesendet, sobald wieder Platz ist.',
  'directory-full':
    'Auf dem Server ist im Moment kein Platz für weitere Personen. Bitte versuche es später erneut.',
  unavailable: 'Der Server ist ausgelastet. Deine Nachrichten werden automatisch gesendet.',
  draining: 'Der Server startet gleich neu. Du wirst automatisch wieder verbunden.',
  replaced: 'Du hast dich mit diesem Profil woanders angemeldet.',
  internal: 'Auf dem Server ist etwas schiefgelaufen. Bitte versuche es erneut.',
  'bundle-malformed':
    'Der Server hat einen beschädigten Schlüssel für diese Person geliefert. Es wurde nichts gesendet.',
  'bundle-signature':
    'Der Server hat einen Schlüssel geliefert, den diese Person nicht signiert hat. Es wurde nichts gesendet.',
  'bundle-identity':
    'Der Server hat den Schlüssel einer anderen Person geliefert. Es wurde nichts gesendet.',
  'bundle-rollback':
    'Der Server hat einen veralteten Schlüssel für diese Person geliefert. Es wurde nichts gesendet.',
  'bundle-downgrade':
    'Der Server hat einen schwächeren Schlüssel für diese Person geliefert als zuvor. Es wurde nichts gesendet.',
  'bundle-stale':
    'Diese Person war so lange weg, dass ihr Schlüssel abgelaufen ist. Deine Nachrichten werden gesendet, wenn sie zurückkommt.',
  'bundle-clock':
    'Der Schlüssel dieser Person scheint aus der Zukunft zu stammen. Prüfe Datum und Uhrzeit dieses Geräts.',
  'envelope-malformed': 'Es ist etwas angekommen, das keine Nachricht ist. Es wurde verworfen.',
  'offer-invalid':
    'Es ist etwas angekommen, das nicht für dich bestimmt war oder gefälscht wurde. Es wurde verworfen.',
  'open-failed':
    'Eine Nachricht konnte nicht entschlüsselt werden. Sie wurde verworfen und erneut angefordert.',
  'record-malformed':
    'Es ist eine Nachricht angekommen, die nicht gelesen werden kann. Sie wurde verworfen.',
  'text-empty': 'Schreibe zuerst etwas.',
  'text-too-long':
    'Diese Nachricht ist zu lang. Teile sie in Nachrichten mit bis zu 10.000 Zeichen auf.',
  'file-empty': 'Diese Datei ist leer.',
  'file-too-large': 'Diese Datei ist zu groß.',
  'file-unreadable':
    'Diese Datei konnte nicht gelesen werden. Vielleicht wurde sie verschoben, geändert oder gelöscht.',
  'file-gone': 'Die Datei ist beim Absender nicht mehr vorhanden.',
  'file-mismatch': 'Was angekommen ist, ist nicht die angekündigte Datei. Es wurde verworfen.',
  'conversation-closed': 'Diese Unterhaltung ist beendet.',
  'key-changed': 'Der Schlüssel dieser Person hat sich geändert, deshalb wurde nichts gesendet.',
  'invite-malformed': 'Dieser Einladungslink ist beschädigt. Bitte um einen neuen.',
  'invite-mismatch':
    'Der Server hat für diesen Namen einen anderen Schlüssel als der Einladungslink, deshalb wurde die Unterhaltung nicht geöffnet.',
  'connection-lost':
    'Der Server ist nicht erreichbar. Prüfe deine Verbindung und versuche es erneut.',
  'storage-full':
    'Dieser Browser hat keinen Speicherplatz mehr, deshalb kann nichts Neues gespeichert werden. Gib auf diesem Gerät Speicherplatz frei.',
  'storage-failed':
    'In diesem Browser kann Live Chat nichts speichern. Versuche, die Seite neu zu laden.',
  'storage-taken': 'Live Chat ist in einem anderen Tab dieses Browsers geöffnet.',
  'platform-unsupported': 'Diesem Browser fehlt etwas, das für die Verschlüsselung nötig ist.',
} satisfies Translation['errors'];
