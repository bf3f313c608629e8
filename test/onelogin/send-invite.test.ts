import { describe, expect, test } from '@jest/globals';
import { tokenRefused } from '../../lambda/onelogin/answer.ts';
import { judgeInviteAnswer } from '../../lambda/onelogin/send-invite.ts';
import { htmlAnswer, jsonAnswer, neverConnected, statusAnswer, timedOut, torn } from '../helpers/answers.ts';

const contentType =
  'Content Type is not specified or specified incorrectly. Content-Type header must be set to application/json';

describe('an answer to Send Invite Link', () => {
  test.each([
    ['sent', statusAnswer(200, 'Email sent successfully to ada@acme.example')],
    [
      'sent, without the error flag',
      jsonAnswer(200, { status: { type: 'success', message: 'ok', code: 200 } }),
    ],
  ])('%s means that the mail is on its way', (_, answer) => {
    expect(judgeInviteAnswer(answer)).toBe('sent');
  });

  test.each([
    [
      'the directory has not caught up',
      statusAnswer(400, 'No User exists for input email'),
      'USER_NOT_IN_ONELOGIN_YET',
    ],
    [
      'spelled with other white space',
      statusAnswer(400, ' No  User exists\n for input email '),
      'USER_NOT_IN_ONELOGIN_YET',
    ],
    [
      'the message is an object',
      statusAnswer(400, { description: 'No User exists for input email' }),
      'USER_NOT_IN_ONELOGIN_YET',
    ],
    ['a malformed address', statusAnswer(400, 'Email Input is in incorrect format'), 'EMAIL_REFUSED'],
    ['no address', statusAnswer(400, 'Email Parameter is missing'), 'ONELOGIN_REQUEST_REFUSED'],
    ['a wrong content type', statusAnswer(400, contentType), 'ONELOGIN_REQUEST_REFUSED'],
    [
      'a wrong content type, with a line break',
      statusAnswer(400, contentType.replace('. ', '.\n')),
      'ONELOGIN_REQUEST_REFUSED',
    ],
    [
      'a malformed Authorization header',
      statusAnswer(400, 'Authorization Information is incorrect'),
      'AUTHORIZATION_MALFORMED',
    ],
    ['a malformed body', statusAnswer(400, 'Input JSON is not valid'), 'ONELOGIN_REQUEST_REFUSED'],
    ['an unknown 400', statusAnswer(400, 'Something new'), 'ONELOGIN_REQUEST_REFUSED'],
    ['the limit, undocumented', statusAnswer(400, 'rate_limit_exceeded'), 'RATE_LIMITED'],
    ['the limit', statusAnswer(429, 'Too many requests'), 'RATE_LIMITED'],
    ['the limit in HTML', htmlAnswer(429), 'RATE_LIMITED'],
    [
      'a credential without Manage All',
      statusAnswer(401, 'Insufficient Permission'),
      'INSUFFICIENT_PERMISSION',
    ],
    ['no such route', statusAnswer(404, 'No Route Exists'), 'ONELOGIN_REQUEST_REFUSED'],
    ['an error page of a proxy', htmlAnswer(403), 'ONELOGIN_REQUEST_REFUSED'],
    [
      'an error in an HTTP 200',
      jsonAnswer(200, { status: { error: true, code: 400, message: 'No User exists for input email' } }),
      'USER_NOT_IN_ONELOGIN_YET',
    ],
    ['a host that was never reached', neverConnected, 'ONELOGIN_UNAVAILABLE'],
  ])('%s: nothing was sent', (_, answer, code) => {
    expect(judgeInviteAnswer(answer)).toMatchObject({ code });
  });

  test.each([
    ['no answer in time', timedOut],
    ['a torn connection', torn],
    ['500', statusAnswer(500, 'Internal Server Error')],
    ['502 in HTML', htmlAnswer(502)],
    ['503', statusAnswer(503, 'Service Unavailable')],
    ['504', htmlAnswer(504)],
    ['an unknown 5xx', statusAnswer(599, '')],
    ['a request timeout', statusAnswer(408, '')],
    ['a redirect', htmlAnswer(302)],
    ['200 with half a body', { ...statusAnswer(200, 'x'), body: '{"status":{"type":"succ' }],
    ['200 in HTML', htmlAnswer(200)],
    ['200 without a status', jsonAnswer(200, {})],
    ['200 with an error that has no code', jsonAnswer(200, { status: { error: true } })],
  ])('%s: the mail may have gone out', (_, answer) => {
    expect(judgeInviteAnswer(answer)).toMatchObject({ code: 'SEND_OUTCOME_UNKNOWN' });
  });

  test.each([
    ['expired or revoked', statusAnswer(401, 'Authentication Failure')],
    ['in HTML', htmlAnswer(401)],
  ])('a token that is refused (%s) is told apart from a missing permission', (_, answer) => {
    expect(judgeInviteAnswer(answer)).toBe(tokenRefused);
  });

  test.each([
    ['x-ratelimit-reset', '1042', 1042],
    ['retry-after', '17', 17],
    ['retry-after', '999999', 3600],
    ['x-ratelimit-reset', '999999', 3600],
    ['x-ratelimit-reset', 'soon', undefined],
    ['x-ratelimit-reset', '-5', undefined],
  ])('the limit’s reset is read from %s: %s', (header, value, resetSeconds) => {
    const result = judgeInviteAnswer(htmlAnswer(429, { [header]: value }));
    expect(result).toEqual({ code: 'RATE_LIMITED', status: 429, ...(resetSeconds && { resetSeconds }) });
  });

  test.each([
    ['4c1e-99', { vendorRequestId: '4c1e-99' }],
    ['ada@home.example', {}],
    ['', {}],
  ])('OneLogin’s request id "%s" is kept for the log only if it is one', (id, kept) => {
    const answer = statusAnswer(404, 'No Route Exists');
    const result = judgeInviteAnswer({ ...answer, headers: { ...answer.headers, 'x-request-id': id } });
    expect(result).toEqual({ code: 'ONELOGIN_REQUEST_REFUSED', status: 404, ...kept });
  });
});
