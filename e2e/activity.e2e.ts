import { linkOn, settled } from './reader.ts';
import { expect, test } from './test.ts';

test('an event leads to all that its person did, over roles and accounts, and back to the events of a session', async ({
  page,
}) => {
  const event = await linkOn(page, '/all/audit?action=PutImage&result=ok&range=3d', /\/audit\/[0-9a-f-]{36}/);
  await settled(page, event);
  await page.getByRole('region', { name: 'All that it did' }).getByRole('link', { name: 'ml-lead', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('ml-lead');
  const sessions = page.getByRole('table', { name: /^Sessions/ });
  const reader = sessions.getByRole('row').filter({ hasText: 'through model-reader' }).first();
  await expect(reader).toContainText('opened by the session above');
  await expect(reader).toContainText('opened by AssumeRole of ml-lead through release-bridge');
  await expect(reader).toContainText('ml-research');
  await expect(reader.getByRole('img')).toHaveAccessibleName(/1 refused/);
  await reader.getByRole('link', { name: 'ml-lead through model-reader' }).click();
  await expect(page).toHaveURL(/\/audit\?.*key=ASIA/);
  await expect(page.getByRole('table', { name: 'CloudTrail events' })).toContainText('BatchGetImage');
});

test('a role that Studio’s users share names its user, or the setting that would', async ({ page }) => {
  await settled(page, '/all/activity?through=SageMakerStudio&range=24h');
  const sessions = page.getByRole('table', { name: /^Sessions/ });
  await expect(sessions).toContainText(/Studio user (data-sci-2|data-sci-4|ml-lead) of domain ml-prod-studio/);
  await expect(page.locator('main')).toContainText(
    '--domain-id d-a93hx5bt2n0p --domain-settings-for-update ExecutionRoleIdentityConfig=USER_PROFILE_NAME',
  );
});
