import { loadProfile } from '../company-profile.ts';
import { output } from '../operations/outputs.ts';
import type { Cloud } from './cloud.ts';
import type { Passwords } from './seeded.ts';

/** What `npm start` says when everything runs: the address, who can sign in, and lines to paste. */
export function welcome({ url, outputs }: Cloud, company: string, passwords: Passwords): string {
  const { name, people } = loadProfile(company);
  const accounts = [
    ...people.staff.map(({ username, name, roles }) => ({ username, name, roles: roles.join(', ') })),
    ...people.owners.map(({ username, name }) => ({ username, name, roles: 'owner' })),
  ];
  const owner = people.owners.find(({ premises }) => premises.some(isForTrying));
  const premisesId = owner?.premises.find(isForTrying);
  const login = JSON.stringify({
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: output(outputs, 'platform', 'UserPoolClientId'),
    AuthParameters: { USERNAME: owner?.username, PASSWORD: passwords[owner?.username ?? ''] },
  });
  const report = JSON.stringify({ premisesId, description: '厨房水管爆裂' });
  const asOwner = `-H "Authorization: Bearer $TOKEN"`;
  const json = `-H 'Content-Type: application/json'`;
  return `
${name} · 管家已启动 Guanjia is running:  ${url}

账号 Accounts
${accounts.map(({ username, name, roles }) => `  ${username.padEnd(12)} ${(passwords[username] ?? '?').padEnd(20)} ${roles.padEnd(12)} ${name}`).join('\n')}

试一试（复制粘贴以下各行；20 秒后无人到场，超时通知会出现在这里）
Try it: paste these lines. Nobody comes within 20 seconds, and the alarm appears here.

登录 sign in
TOKEN=$(curl -s ${url}/ -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' -H 'Content-Type: application/x-amz-json-1.1' -d '${login}' | sed 's/.*"AccessToken": *"\\([^"]*\\)".*/\\1/')

报事 report
ID=$(curl -s ${url}/v1/requests ${asOwner} ${json} -H "Idempotency-Key: $(date +%s)" -d '${report}' | tee /dev/stderr | sed 's/.*"id": *"\\([^"]*\\)".*/\\1/')

查看（请稍候片刻，各服务随后才收到这件报事） look (the services hear of the report within moments)
sleep 3; curl -s ${url}/v1/requests/$ID ${asOwner}; echo; curl -s ${url}/v1/requests/$ID/clocks ${asOwner}; echo

停止 stop: Ctrl-C
`;
}

/** The community for trying things out has limits of seconds. */
function isForTrying(premisesId: string): boolean {
  return premisesId.startsWith('trial-');
}
