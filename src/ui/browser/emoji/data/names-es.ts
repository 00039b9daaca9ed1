/** The builder writes the names here (builder/emoji-data.ts). */
export const names: string = '';
