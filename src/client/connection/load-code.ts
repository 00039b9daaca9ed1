import { ChatError } from '../../protocol/errors.ts';

/** Awaits code that is loaded when it is needed. @throws ChatError `connection-lost` when it cannot be loaded now */
export async function loadCode<Code>(loading: Promise<Code>): Promise<Code> {
  try {
    return await loading;
  } catch (cause) {
    throw new ChatError('connection-lost', {}, { cause });
  }
}
