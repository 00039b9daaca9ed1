/** The builder writes the list here (builder/emoji-data.ts): the emoji of each category, with spaces between them. */
export const categories: readonly string[] = [];
