import { get } from '../../src/backend/testing/client.ts';
import { toBase64url } from '../../src/protocol/bytes.ts';
import { RawPeer } from '../integration/admission/raw-peer.ts';
import { expect, test } from './support/fixture.ts';

test('a question that a peer puts above an answer to another one is marked as arrived late', async ({
  newPerson,
  site,
}) => {
  const bob = await newPerson();
  await bob.signIn('Bob Ünal');
  const mallory = await RawPeer.enter('mallory', site.address);
  const { identity } = await get(mallory.socket, 'directory:find', { name: 'Bob Ünal' });
  const to = toBase64url(identity);
  await mallory.send(to, { type: 'text', text: 'Lunch tomorrow?', request: true });
  await bob.accept('mallory');
  await bob.send('Yes, I agree');
  await mallory.until(() => mallory.records.some(({ body }) => body.type === 'text'));
  await mallory.send(to, { type: 'text', text: 'Good' });
  await expect(bob.messagesOf('mallory')).toHaveText(['Lunch tomorrow?', 'Good']);
  // A clock that puts it directly below the first message, in a stream that does not know the rest.
  mallory.newStream();
  await mallory.send(to, { type: 'text', text: 'Will you pay me 5,000?' }, { clock: 2 });
  const messages = bob.history.getByRole('article');
  const late = messages.filter({ hasText: 'Will you pay me 5,000?' });
  await expect(late).toContainText(/Arrived late: .*\d/);
  await expect(messages.filter({ hasText: 'Arrived late' })).toHaveCount(1);
  const texts = await messages.allTextContents();
  const place = (text: string): number => texts.findIndex((each) => each.includes(text));
  expect(place('5,000')).toBeLessThan(place('Yes, I agree'));
  await bob.page.reload();
  await expect(late).toContainText(/Arrived late: .*\d/);
  mallory.close();
});
