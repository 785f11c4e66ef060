/** The program of the thread that {@link Documents} makes documents in; under Jest the compiled one (jest.config.js). */
export const pdfProgram = new URL('./pdf-thread.js', import.meta.url);
