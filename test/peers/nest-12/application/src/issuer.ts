import { TestIssuer } from 'nestjs-dialog-token/testing';

/** For this application's own tests. */
export async function tokenFor(dialogId: string): Promise<string> {
  const issuer = await TestIssuer.start();
  await issuer.stop();
  return issuer.token({ i: dialogId });
}
