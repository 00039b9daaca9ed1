import type { Translation } from '../translation.ts';

export const MESSAGES = {
  locale: 'fi',

  connection: {
    'signed-out': 'Kirjautunut ulos',
    connecting: 'Yhdistetään…',
    online: 'Paikalla',
    reconnecting: 'Yhdistetään uudelleen…',
    ended: 'Ei yhteyttä',
  },
  useName: 'Käytä nimeä ”{name}”',
  you: 'Sinä',
  unnamed: 'Uusi yhteyshenkilö',

  state: {
    waiting: 'Odottaa',
    sent: 'Lähetetty',
    delivered: 'Toimitettu',
    read: 'Luettu',
  },
  late: 'Saapui myöhässä: {time}',
  crossing: 'Kirjoitettu ennen viestisi saapumista',
  event: {
    accept: {
      mine: 'Hyväksyit viestipyynnön',
      theirs: '{name} hyväksyi viestipyyntösi',
    },
    decline: {
      mine: 'Hylkäsit viestipyynnön',
      theirs: '{name} hylkäsi viestipyyntösi',
    },
    leave: {
      mine: 'Poistuit keskustelusta',
      theirs: '{name} poistui keskustelusta',
    },
    unknown: {
      mine: 'Lähetit jotain, mitä tämä Live Chatin versio ei voi näyttää',
      theirs: '{name} lähetti jotain, mitä tämä Live Chatin versio ei voi näyttää',
    },
    fork: {
      mine: 'Tietosi palautettiin vanhemmasta kopiosta, tai ne ovat käytössä kahdessa paikassa. Osa viesteistä voi puuttua tai näkyä kahdesti.',
      theirs:
        'Henkilön {name} tiedot palautettiin vanhemmasta kopiosta, tai ne ovat käytössä kahdessa paikassa. Osa viesteistä voi näkyä kahdesti.',
    },
  },
  timer: {
    off: 'Ei käytössä',
    left: 'Aikaa katoamiseen: {time}',
    afterSeen: 'Katoaa, kun lukemisesta on kulunut {time}',
  },
  timerEvent: {
    on: {
      mine: 'Asetit viestit katoamaan, kun lukemisesta on kulunut {time}',
      theirs: '{name} asetti viestit katoamaan, kun lukemisesta on kulunut {time}',
    },
    off: {
      mine: 'Poistit katoavat viestit käytöstä',
      theirs: '{name} poisti katoavat viestit käytöstä',
    },
  },
  messageDeleted: 'Viesti poistettu',
  quote: {
    edited: 'Muokattu tämän vastauksen jälkeen',
    missing: 'Tämä viesti ei ole saatavilla',
  },
  reaction: {
    mine: '{emoji} Sinä reagoit',
    theirs: '{emoji} {name} reagoi',
    both: '{emoji} Sinä ja {name} reagoitte',
  },
  composing: {
    reply: 'Vastaus henkilölle {name}',
    self: 'Vastaus itsellesi',
    edit: 'Viestin muokkaus',
  },
  renamed: '{from} vaihtoi nimekseen {to}',

  notice: {
    none: 'Ensimmäinen viestisi on viestipyyntö. {name} voi hyväksyä tai hylätä sen.',
    requested: '{name} ei ole vielä vastannut viestipyyntöösi.',
    requestFull: 'Viestipyyntösi on täynnä. Uudet viestit lähetetään, kun {name} hyväksyy pyynnön.',
    'declined-by-me':
      'Hylkäsit viestipyynnön, jonka lähetti {name}. Jos haluat sittenkin keskustella, lähetä viesti.',
    'left-by-peer':
      '{name} poistui keskustelusta. Jos kirjoitat uudelleen, viestisi lähetetään uutena pyyntönä.',
    'left-by-me': 'Poistuit keskustelusta. Jos lähetät uuden viestin, {name} saa viestipyynnön.',
    offline: '{name} ei ole paikalla. Viestisi toimitetaan, kun hän on taas paikalla.',
    gone: '{name} on kirjautunut ulos tai ei ole ollut pitkään aikaan paikalla, ja nimi on taas vapaa. Viestisi lähetetään, jos hän palaa.',
    missing:
      'Henkilön {name} aiempi viesti ei ole vielä saapunut. Myöhemmät tulevat näkyviin, kun se saapuu.',
    blocked: '{name} on estetty. Hänelle ei ilmoiteta siitä.',
    reconnecting: 'Ei yhteyttä. Voit jatkaa kirjoittamista: viestisi lähetetään, kun yhteys palaa.',
  },
  presence: {
    online: 'Paikalla',
    offline: 'Poissa',
    typing: 'Kirjoittaa…',
    lastSeen: 'Viimeksi paikalla {when}',
    gone: 'Ei tavoitettavissa',
    blocked: 'Estetty',
    newContact: '{presence} · Uusi yhteyshenkilö',
  },
  list: {
    requests: 'Viestipyynnöt',
    conversations: 'Keskustelut',
    people: 'Ihmiset',
    justArrived: 'Tuli juuri paikalle',
    onlineFor: 'Paikalla jo {duration}',
    asks: 'Haluaa keskustella',
    notShown: {
      one: '# pyyntö jäi näyttämättä, koska odottavia oli liikaa.',
      other: '# pyyntöä jäi näyttämättä, koska odottavia oli liikaa.',
    },
    mine: 'Sinä:',
    draft: 'Luonnos:',
    unread: { one: '# lukematon viesti', other: '# lukematonta viestiä' },
    noMatch: 'Kukaan paikalla olevista ei vastaa hakua ”{prefix}”.',
  },
  command: {
    search: 'Hae viesteistä',
    settings: 'Asetukset',
    invitation: 'Kutsu joku mukaan',
    keyboard: 'Pikanäppäimet',
  },
  request: {
    title: '{name} haluaa keskustella',
    aboutKnown: '{presence} · Olette keskustelleet aiemmin',
    aboutNew: '{presence} · Ette ole keskustelleet aiemmin',
  },
  announcement: {
    arrived: '{name}: {text}',
    elsewhere: 'Uusi viesti henkilöltä {name}',
    asked: 'Uusi viestipyyntö henkilöltä {name}',
    askedUnnamed: 'Uusi viestipyyntö',
    sent: 'Viesti lähetetty',
    edited: 'Viestiä muokattu',
    typing: '{name} kirjoittaa',
    waiting: 'Viesti lähetetään, kun yhteys palaa',
  },
  file: {
    label: {
      photo: 'Kuva',
      video: 'Video',
      voice: 'Ääniviesti',
      file: 'Tiedosto: {file}',
    },
    album: { one: '# kuva', other: '# kuvaa' },
    view: 'Näytä {file}',
    save: 'Tallenna {file}',
    play: 'Toista {file}',
    progress: 'Siirron edistyminen: {file}',
    tooManyPixels: 'Tämä kuva on liian suuri näytettäväksi. Voit tallentaa sen.',
    position: '{at} / {length}',
    state: {
      mine: {
        offered: '{name} ei ole vielä ladannut tiedostoa',
        waiting: 'Odotetaan, että {name} tulee paikalle',
        transferring: '{done} / {size}',
        paused: '{name} keskeytti lataamisen',
        cancelled: 'Peruit tämän tiedoston',
        refused: '{name} hylkäsi tämän tiedoston',
      },
      theirs: {
        waiting: 'Odotetaan, että {name} tulee paikalle',
        transferring: '{done} / {size}',
        paused: 'Keskeytetty: {done} / {size}',
        cancelled: '{name} perui tämän tiedoston',
        refused: 'Hylkäsit tämän tiedoston',
      },
    },
    action: {
      accept: 'Lataa',
      pause: 'Keskeytä',
      resume: 'Jatka',
      cancel: 'Peruuta',
      refuse: 'Hylkää',
    },
  },
  sharing: {
    refused:
      'Voit jakaa enintään {characters} merkkiä tekstiä ja enintään {pictures} kuvaa, yhteensä {size}.',
  },
  tray: {
    added: '{file} liitetty',
    removed: '{file} poistettu',
    remove: 'Poista {file}',
    limit: 'Tiedoston enimmäiskoko on {limit}.',
  },
  voice: {
    name: 'Ääniviesti',
    recording: 'Äänitetään',
    cancelled: 'Äänitys poistettu',
  },
  need: {
    secure: 'Suojattu yhteys (HTTPS)',
    crypto: 'Web Cryptography',
    ed25519: 'Ed25519-allekirjoitukset',
    rsa: 'RSA-OAEP-salaus',
    aes: 'AES-GCM-salaus',
    locks: 'Web Locks',
  },
  conversationWith: 'Keskustelu: {name}',
  messagesWith: 'Viestit: {name}',
  messageTo: 'Viesti henkilölle {name}',
  sendingPaused: 'Lähetys on keskeytetty',
  charactersLeft: { one: '# merkki jäljellä', other: '# merkkiä jäljellä' },
  charactersOver: { one: '# merkki liikaa', other: '# merkkiä liikaa' },
  newMessages: { one: '# uusi viesti', other: '# uutta viestiä' },
  notification: { message: 'Uusi viesti', request: 'Uusi viestipyyntö' },
  title: 'Live Chat',
  titleUnread: '({count}) Live Chat',
} satisfies Translation['messages'];
