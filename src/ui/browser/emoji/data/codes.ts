/** The builder writes the short codes here (builder/emoji-data.ts). */
export const codes: string = '';
