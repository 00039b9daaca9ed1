import type { Translation } from '../translation.ts';

export const ERRORS = {
  malformed: 'Palvelin ei ymmärtänyt tätä sivua. Kokeile päivittää sivu.',
  'unknown-event': 'Palvelin ei tue tämän sivun pyyntöä. Kokeile päivittää sivu.',
  'too-large': 'Tämä on liian suuri lähetettäväksi.',
  'rate-limited': 'Liikaa pyyntöjä kerralla. Toiminta jatkuu automaattisesti hetken kuluttua.',
  'too-many-sign-ins':
    'Liian moni kirjautui juuri sisään tästä verkosta. Yritä uudelleen minuutin kuluttua.',
  'too-many-connections':
    'Tästä verkosta on yhdistetty liian monta ikkunaa. Sulje yksi ja yritä uudelleen.',
  'server-outdated':
    'Palvelimella on vielä käytössä vanhempi versio kuin tällä sivulla. Yritä uudelleen muutaman minuutin kuluttua.',
  'client-outdated':
    'Live Chatista on uusi versio. Päivitä sivu, kun sinulle sopii. Et menetä mitään.',
  'not-signed-in': 'Et ole enää kirjautunut sisään. Päivitä sivu.',
  'already-signed-in': 'Olet jo kirjautunut sisään.',
  'host-not-configured':
    'Tälle palvelimelle ei ole kerrottu sen omaa osoitetta, joten kukaan ei voi kirjautua sisään. Ylläpitäjän on asetettava PUBLIC_HOSTS.',
  'host-mismatch': 'Tätä palvelinta ei ole määritetty käyttämällesi osoitteelle.',
  'nonce-invalid': 'Kirjautuminen kesti liian kauan. Yritä uudelleen.',
  'proof-invalid': 'Palvelin ei voinut vahvistaa kirjautumistasi. Yritä uudelleen.',
  'name-empty': 'Kirjoita nimi, joka näkyy muille.',
  'name-too-long': 'Nimi on liian pitkä. Käytä enintään 32 merkkiä.',
  'name-spaces':
    'Nimi ei voi alkaa tai päättyä välilyöntiin, eikä siinä voi olla kahta välilyöntiä peräkkäin.',
  'name-characters': 'Nimessä voi olla vain kirjaimia, numeroita, välilyöntejä ja merkkejä . _ -',
  'name-mixed-scripts':
    'Nimessä on sekaisin eri aakkostoja, joten sitä voisi luulla jonkun toisen nimeksi. Käytä yhden aakkoston kirjaimia.',
  'name-taken': 'Joku muu käyttää tätä nimeä juuri nyt.',
  'person-unknown': 'Palvelin ei enää tunne tätä henkilöä. Hän saattaa palata.',
  'mailbox-full':
    'Tämän henkilön postilaatikko on täynnä. Viestisi lähetetään, kun siellä on tilaa.',
  'mailbox-share-full':
    'Moni viesteistäsi odottaa vielä tätä henkilöä. Uudet lähetetään, kun hän on taas paikalla.',
  'token-invalid': 'Palvelin ei hyväksynyt lupaasi kirjoittaa tälle henkilölle. Yritä uudelleen.',
  'requests-closed':
    'Tämä henkilö ei ota vastaan uusia keskusteluja. Pyydä häneltä linkki keskustelun aloittamiseen.',
  'requests-full':
    'Tällä henkilöllä on paljon vastaamattomia pyyntöjä. Sinun pyyntösi lähetetään, kun tilaa on.',
  'mail-full': 'Palvelimella ei ole tilaa uusille viesteille. Viestisi lähetetään, kun tilaa on.',
  'directory-full':
    'Palvelimella ei ole juuri nyt tilaa uusille käyttäjille. Yritä myöhemmin uudelleen.',
  unavailable: 'Palvelin on ruuhkautunut. Viestisi lähetetään automaattisesti.',
  draining: 'Palvelin käynnistyy pian uudelleen. Yhteytesi palautetaan automaattisesti.',
  replaced: 'Kirjauduit tällä profiililla jossakin muualla.',
  internal: 'Palvelimella tapahtui virhe. Yritä uudelleen.',
  'bundle-malformed': 'Palvelimelta saatu tämän henkilön avain on vioittunut. Mitään ei lähetetty.',
  'bundle-signature':
    'Palvelimelta saatu avain ei ole tämän henkilön allekirjoittama. Mitään ei lähetetty.',
  'bundle-identity': 'Palvelimelta saatu avain kuuluu jollekulle muulle. Mitään ei lähetetty.',
  'bundle-rollback':
    'Palvelimelta saatu tämän henkilön avain ei ole ajan tasalla. Mitään ei lähetetty.',
  'bundle-downgrade':
    'Palvelimelta saatu tämän henkilön avain on heikompi kuin aiemmin. Mitään ei lähetetty.',
  'bundle-stale':
    'Tämä henkilö on ollut poissa niin kauan, että hänen avaimensa on vanhentunut. Viestisi lähetetään, kun hän palaa.',
  'bundle-clock':
    'Tämän henkilön avain näyttää olevan tulevaisuudesta. Tarkista tämän laitteen päivämäärä ja kellonaika.',
  'envelope-malformed': 'Saapui jotain, mikä ei ole viesti. Se hylättiin.',
  'offer-invalid':
    'Saapui jotain, mikä ei ollut tarkoitettu sinulle tai oli väärennetty. Se hylättiin.',
  'open-failed': 'Viestin salausta ei voitu purkaa. Viesti hylättiin ja pyydettiin uudelleen.',
  'record-malformed': 'Saapui viesti, jota ei voi lukea. Se hylättiin.',
  'text-empty': 'Kirjoita ensin jotain.',
  'text-too-long': 'Viesti on liian pitkä. Jaa se enintään 10\u00a0000 merkin viesteihin.',
  'file-empty': 'Tiedosto on tyhjä.',
  'file-too-large': 'Tiedosto on liian suuri.',
  'file-unreadable': 'Tiedostoa ei voitu lukea. Se on ehkä siirretty, muutettu tai poistettu.',
  'file-gone': 'Lähettäjällä ei enää ole tätä tiedostoa.',
  'file-mismatch': 'Saapunut sisältö ei vastannut ilmoitettua tiedostoa, joten se hylättiin.',
  'conversation-closed': 'Tämä keskustelu on päättynyt.',
  'key-changed': 'Tämän henkilön avain on vaihtunut, joten mitään ei lähetetty.',
  'invite-malformed': 'Kutsulinkki on vioittunut. Pyydä uusi.',
  'invite-mismatch':
    'Palvelimella on tälle nimelle eri avain kuin kutsulinkissä, joten keskustelua ei avattu.',
  'connection-lost': 'Palvelimeen ei saada yhteyttä. Tarkista verkkoyhteytesi ja yritä uudelleen.',
  'storage-full':
    'Selaimen tallennustila on loppunut, joten mitään uutta ei voi tallentaa. Vapauta tilaa tältä laitteelta.',
  'storage-failed': 'Tämä selain ei anna Live Chatin tallentaa mitään. Kokeile päivittää sivu.',
  'storage-taken': 'Live Chat on auki tämän selaimen toisella välilehdellä.',
  'platform-unsupported': 'Tästä selaimesta puuttuu jotain, mitä salaus tarvitsee.',
} satisfies Translation['errors'];
