import { createHmac, timingSafeEqual } from 'node:crypto';

/** The least work of any receiver of signed webhooks: check the signature, parse the body. */
export const handler = async ({ key, signature, body }: { key: string; signature: string; body: string }) => {
  const digest = createHmac('sha256', key).update(body).digest();
  const isAuthentic = timingSafeEqual(digest, Buffer.from(signature, 'hex'));
  return { statusCode: isAuthentic && JSON.parse(body) !== null ? 202 : 401 };
};
