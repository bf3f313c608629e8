import { SaxesParser } from 'saxes';

/** The least work of any receiver of XML: its parser, which keeps nothing. */
export const handler = async ({ body }: { body: string }) => {
  new SaxesParser().write(body).close();
  return { statusCode: 202 };
};
