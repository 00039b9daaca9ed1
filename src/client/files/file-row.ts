import type { FileBody } from '../../protocol/file-record.ts';
import type { MessageRow } from '../conversation/timeline-entry.ts';

/** The part of a file record that a timeline entry shows. */
export function fileRow(
  body: FileBody,
): Pick<MessageRow, 'kind' | 'text' | 'reply' | 'seconds' | 'file'> {
  const { type: kind, id: _, seen: _seen, instead: _instead, ...rest } = body;
  const { text = '', reply, expires: seconds, ...file } = rest;
  return { kind, text, file, ...(reply && { reply }), ...(seconds && { seconds }) };
}
