/** The least that a Lambda function can be. */
export const handler = async () => ({ statusCode: 202 });
