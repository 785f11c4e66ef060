/** Stands in for src/embeds/pdf-program.ts: Jest compiles modules as they are loaded, and a thread loads files. */
export const pdfProgram = new URL('../../dist-programs/src/embeds/pdf-thread.js', import.meta.url);
