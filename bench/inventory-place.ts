/** The account and Region that the demo gives a long past. */
export const inventoryPlace = { account: '444455556666', region: 'us-east-1' };
