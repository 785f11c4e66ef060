export async function measureLoad(): Promise<void> {}
