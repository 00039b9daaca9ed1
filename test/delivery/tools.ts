/** A program or folder that scripts/test-delivery.ts found or installed. */
export function tool(variable: string): string {
  const path = process.env[variable];
  if (path) return path;
  throw new Error(`${variable} is not set: run npm run test:delivery [-- WORD]`);
}
