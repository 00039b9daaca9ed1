import type { Translation } from '../translation.ts';

export const LABELS = {
  app: {
    name: 'Live Chat',
    summary: 'Yksityistä keskustelua kahden kesken.',
    description:
      'Yksityistä keskustelua kahden kesken. Viestit salataan laitteellasi päästä päähän.',
  },
  common: {
    back: 'Takaisin',
    cancel: 'Peruuta',
    close: 'Sulje',
    reload: 'Päivitä',
  },
  noScript: {
    title: 'Live Chat tarvitsee JavaScriptin',
    text: 'Tämä sivu salaa viestisi laitteellasi ja tarvitsee siihen JavaScriptiä. Ota JavaScript käyttöön ja päivitä sivu.',
  },
  starting: {
    late: 'Ladataan vielä… Jos tilanne ei muutu, sivu ei ehkä latautunut kokonaan tai selaimesi voi olla liian vanha.',
    retry: 'Yritä uudelleen',
  },
  unsupported: {
    title: 'Live Chat ei toimi täällä',
    missing: 'Viestisi eivät olisi yksityisiä, koska jotain tarvittavaa puuttuu:',
    secureAddress: 'Kokeile sen sijaan tätä suojattua osoitetta:',
    browsers:
      'Käytä vähintään selainversiota Chrome 137, Edge 137, Firefox 136 tai Safari 17. Jos käytät jo sellaista, päivitä sivu.',
  },
  anotherTab: {
    title: 'Live Chat on auki toisella välilehdellä',
    text: 'Live Chat voi olla käytössä vain yhdellä välilehdellä kerrallaan.',
    takeOver: 'Käytä tässä',
  },
  failed: {
    title: 'Live Chat ei käynnisty',
  },
  signIn: {
    invited: '{inviter} kutsui sinut keskustelemaan.',
    otherName: 'Valitse toinen nimi. Keskustelusi säilyvät.',
    lostTitle: 'Avaimesi ja keskustelusi ovat kadonneet tältä laitteelta.',
    lostReason:
      'Selain poisti ne vapauttaakseen tilaa, tai tämän sivuston tiedot tyhjennettiin. Niitä ei voi palauttaa.',
    lostNext:
      'Aloita alusta kirjautumalla sisään. Keskustelukumppanisi näkevät uuden avaimen, joten pyydä heitä varmentamaan se. Vanha nimesi vapautuu kolmen päivän kuluttua siitä, kun olit viimeksi paikalla.',
    name: 'Nimesi',
    start: 'Aloita keskustelu',
    privacy: 'Viestit salataan laitteellasi. Kukaan välissä ei voi lukea niitä.',
    how: 'Näin se toimii',
  },
  privacy: {
    keys: 'Selaimesi luo avaimesi, eivätkä yksityiset avaimet koskaan poistu siitä. Jokainen viesti salataan omalla AES-avaimellaan. Nämä avaimet suojataan RSA:lla ja ML-KEM:llä, joten vain henkilö, jolle kirjoitat, voi avata viestin.',
    server:
      'Palvelin vain välittää salattuja viestejä. Se näkee, kuka kirjoittaa kenelle, milloin ja suunnilleen kuinka pitkän viestin, mutta ei koskaan viestin sisältöä.',
    limits:
      'Tämä ei suojaa sinua henkilöltä, jolla on hallussaan lukitsematon laitteesi, eikä palvelimelta, joka lähettää sinulle muutetun sivun. Kun keskustelet jonkun kanssa ensimmäistä kertaa, luotat siihen, että palvelin antaa sinulle hänen oikean avaimensa, ellet ole käyttänyt hänen kutsulinkkiään. Tarkista avain valitsemalla keskustelussa ”Varmenna”.',
    storage:
      'Nimesi, avaimesi ja keskustelusi pysyvät tässä selaimessa. Jos käytät yksityistä ikkunaa, ne katoavat, kun suljet sen.',
  },
  banner: {
    clock:
      'Tämän laitteen ja palvelimen kellot eroavat toisistaan vähintään tunnin. Tarkista päivämäärän ja kellonajan asetukset: salausavaimet vanhenevat näiden kellojen mukaan.',
    dismiss: 'Piilota',
    notStored: 'Tämä ikkuna ei tallenna mitään. Kun suljet sen, nimesi ja keskustelusi katoavat.',
  },
  lists: {
    label: 'Ihmiset ja keskustelut',
    settings: 'Asetukset',
    search: 'Hae ihmisiä',
    verified: 'Varmennettu',
    keyChanged: 'Avain vaihtunut',
    muted: 'Mykistetty',
    empty:
      'Juuri nyt kukaan muu ei ole paikalla. Aloita keskustelu lähettämällä jollekulle oma linkkisi.',
    invite: 'Kutsu joku mukaan',
    more: 'Näytä lisää',
  },
  conversation: {
    none: 'Valitse, kenen kanssa haluat keskustella.',
    verify: 'Varmenna',
    verified: 'Varmennettu',
    more: 'Lisää toimintoja',
    goToDate: 'Siirry päivään…',
    timer: 'Katoavat viestit…',
    mute: 'Mykistä…',
    unmute: 'Poista mykistys',
    leave: 'Poistu keskustelusta…',
    block: 'Estä…',
    unblock: 'Poista esto',
    encrypted: 'Viestit on salattu päästä päähän. Vain te kaksi voitte lukea ne.',
    unread: 'Uudet viestit',
    older: 'Näytä vanhemmat viestit',
    newer: 'Näytä uudemmat viestit',
    newest: 'Siirry uusimpaan viestiin',
    namesake: 'Tämä on eri {name} kuin luettelossasi.',
    lookAlike: 'Tämä ei ole luettelosi {contact}. Nimet vain näyttävät samanlaisilta.',
    send: 'Lähetä',
  },
  composer: {
    stop: 'Peruuta vastaus tai muokkaus',
  },
  message: {
    options: 'Viestin toiminnot',
    edited: 'Muokattu',
    react: 'Reagoi',
    moreEmoji: 'Lisää emojeja',
    reply: 'Vastaa',
    copy: 'Kopioi teksti',
    edit: 'Muokkaa',
    details: 'Tiedot',
    delete: 'Poista…',
  },
  messageDetails: {
    title: 'Viestin tiedot',
    sent: 'Lähetetty',
    arrived: 'Vastaanotettu',
    delivered: 'Toimitettu',
    read: 'Luettu',
    edited: 'Muokattu',
  },
  timer: {
    title: 'Katoavat viestit',
    text: 'Molempien uudet viestit katoavat, kun niiden lukemisesta on kulunut tämä aika. Viestin lukenut voi silti muistaa sen, tai hän on saattanut kopioida sen.',
    save: 'Tallenna',
  },
  mute: {
    title: 'Mykistetäänkö {name}?',
    text: 'Uudet viestit saapuvat yhä, mutta niistä ei ilmoiteta sinulle. {name} ei saa tietää mykistyksestä.',
    hour: 'Tunniksi',
    workday: '8 tunniksi',
    always: 'Kunnes poistan mykistyksen',
  },
  notificationOffer: {
    text: 'Haluatko tietää, kun viesti saapuu sillä välin, kun katsot jotain muuta?',
    accept: 'Ota ilmoitukset käyttöön',
    decline: 'Ei nyt',
  },
  messageDelete: {
    title: 'Poistetaanko viesti?',
    choice:
      'Voit poistaa sen molemmilta tai vain tältä laitteelta. Viestin lukenut voi silti muistaa sen, tai hän on saattanut kopioida sen.',
    here: 'Se poistetaan vain tältä laitteelta.',
    forMe: 'Poista minulta',
    forBoth: 'Poista kaikilta',
  },
  keyChange: {
    title: 'Henkilön {name} avain on vaihtunut.',
    text: 'Hänellä voi olla uusi selain tai laite, tai joku muu on voinut ottaa nimen käyttöönsä. Varmista asia häneltä muulla tavalla, ennen kuin jatkat. Vielä odottavia viestejä ei lähetetä kenellekään muulle.',
    startNew: 'Aloita uusi keskustelu',
    safetyNumber: 'Näytä turvanumero',
  },
  request: {
    accept: 'Hyväksy',
    aboutAccept: 'Hän näkee, oletko saanut ja lukenut hänen viestinsä.',
    decline: 'Hylkää',
    aboutDecline:
      'Poistaa nämä viestit. Hän ei saa siitä tietoa ja voi lähettää uuden pyynnön vuorokauden kuluttua.',
    block: 'Estä',
    aboutBlock: 'Poistaa nämä viestit ja ohittaa uudet. Hän ei saa siitä tietoa.',
  },
  verification: {
    title: 'Varmenna {name}',
    text: 'Vertaa tätä numeroa kasvokkain tai puhelussa siihen, jonka {name} näkee näytöllään. Jos kaikki kaksitoista ryhmää täsmäävät, kukaan ei sieppaa viestejäsi.',
    number: 'Turvanumero',
    code: 'QR-koodi toisen henkilön skannattavaksi',
    camera: 'Kamera',
    scanning: 'Osoita kameralla toisen henkilön näytöllä olevaa koodia.',
    match: 'Koodit täsmäävät.',
    mismatch:
      'Koodit eivät täsmää. Joku saattaa siepata viestejäsi, tai koodi on toisesta keskustelusta.',
    unreadable: 'Tämä ei ole Live Chatin turvakoodi.',
    noCamera: 'Kamera ei ole käytettävissä. Vertaa sen sijaan numeroita.',
    verified:
      '{name} on varmennettu. Varmennus pysyy voimassa millä tahansa nimellä, ellei avain vaihdu.',
    mark: 'Merkitse varmennetuksi',
    clear: 'Poista varmennus',
    scan: 'Skannaa koodi',
  },
  invitation: {
    title: 'Kutsu joku mukaan',
    text: 'Kuka tahansa, jolla on tämä linkki, voi lähettää sinulle viestipyynnön. Linkki sisältää avaimesi, joten kukaan ei voi esiintyä sinuna.',
    code: 'Tämän linkin QR-koodi',
    renew: 'Luo uusi linkki',
    aboutRenew:
      'Jos linkkisi on joutunut väärille ihmisille, luo uusi. Vanha ei enää kelpaa kutsuksi.',
    announceRenewed: 'Tämä on uusi linkkisi',
    announceCopied: 'Linkki kopioitu',
    copy: 'Kopioi linkki',
    copied: 'Kopioitu',
  },
  dateJump: {
    title: 'Siirry päivään',
    date: 'Päivämäärä',
    go: 'Siirry',
  },
  leave: {
    title: 'Poistutko keskustelusta?',
    text: '{name} näkee, että poistuit. Viestisi säilyvät tällä laitteella.',
    confirm: 'Poistu',
  },
  block: {
    title: 'Estetäänkö {name}?',
    text: 'Et saa enää henkilön {name} viestejä. Hänelle ei ilmoiteta siitä.',
    confirm: 'Estä',
  },
  signOut: {
    title: 'Kirjaudutko ulos ja poistatko kaiken?',
    text: 'Nimi {name} vapautuu muiden käyttöön, ja kaikki tämän laitteen keskustelut poistetaan pysyvästi.',
    confirm: 'Kirjaudu ulos ja poista',
  },
  settings: {
    title: 'Asetukset',
    profile: 'Profiili',
    invite: 'Kutsu linkillä',
    signOut: 'Kirjaudu ulos…',
    appearance: 'Ulkoasu',
    system: 'Järjestelmä',
    light: 'Vaalea',
    dark: 'Tumma',
    language: 'Kieli',
    browserLanguage: 'Selaimen kieli',
    notifications: 'Ilmoitukset',
    notificationsDenied:
      'Selaimesi estää ilmoitukset tältä sivustolta. Voit sallia ne selaimen sivustoasetuksissa.',
    notificationsUnsupported: 'Tämä selain ei voi näyttää ilmoituksia.',
    notifies: 'Ilmoita uusista viesteistä',
    aboutNotifies:
      'Saat ilmoituksia, kun Live Chat on auki, myös taustalla olevassa välilehdessä. Kun suljet sen, mistään ei enää ilmoiteta.',
    sound: 'Toista ääni',
    detail: 'Mitä ilmoituksissa näkyy',
    detailNone: 'Vain, että on uusi viesti',
    detailName: 'Keneltä viesti on',
    detailText: 'Keneltä viesti on ja mitä siinä lukee',
    aboutDetail:
      'Muut voivat nähdä ilmoitukset näytölläsi, vaikka se olisi lukittu, ja laitteesi voi säilyttää ne.',
    privacy: 'Yksityisyys',
    requests: 'Kuka voi aloittaa keskustelun kanssani',
    everyone: 'Kaikki',
    link: 'Ihmiset, joilla on linkkini',
    nobody: 'Ei kukaan uusi',
    aboutRequests: 'Yhteyshenkilösi voivat aina kirjoittaa sinulle.',
    listed: 'Näytä minut aulassa',
    aboutListed:
      'Ihmiset, jotka eivät ole yhteyshenkilöitäsi, näkevät sinut paikalla olevien joukossa. Yhteyshenkilösi näkevät joka tapauksessa, että olet paikalla.',
    readReceipts: 'Lukukuittaukset',
    aboutReadReceipts:
      'Muut näkevät, kun olet lukenut heidän viestinsä. Jos poistat kuittaukset käytöstä, et näe, milloin muut ovat lukeneet sinun viestisi.',
    typing: 'Kirjoitusilmaisin',
    aboutTyping:
      'Yhteystietosi näkevät, kun kirjoitat. Jos poistat ilmaisimen käytöstä, et näe, milloin muut kirjoittavat.',
    blocked: 'Estetyt henkilöt',
    noneBlocked: 'Et ole estänyt ketään.',
    unblock: 'Poista esto',
    about: 'Tietoja',
    version: 'Versio',
    digest: 'Sivun tiiviste (SHA-256)',
    licence: 'Lisenssi',
    server: 'Mitä palvelin näkee',
  },
} satisfies Translation['labels'];
