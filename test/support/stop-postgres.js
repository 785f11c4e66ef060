/** Jest's global tear-down. */
export default async function stop() {
  await Reflect.get(globalThis, 'stopPostgres')();
}
