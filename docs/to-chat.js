import { App, CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';

const type = events.EventField.fromPath('$.detail-type');
const hire = events.EventField.fromPath('$.detail.hire');
const code = events.EventField.fromPath('$.detail.code');

const text = `${type}: ${hire}, ${code}`;
const content = { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', wrap: true, text }] };
const card = { contentType: 'application/vnd.microsoft.card.adaptive', content };
const messages = { slack: { text }, teams: { type: 'message', attachments: [card] } };

const app = new App();
const chat = app.node.getContext('chat'); // slack or teams
const stack = new Stack(app, `hire-invites-to-${chat}`);
const { valueAsString: endpoint } = new CfnParameter(stack, 'Webhook', { noEcho: true });
// The chat asks for nothing but the address. A connection must send a header all the same.
const authorization = events.Authorization.apiKey('x-unused', SecretValue.unsafePlainText('unused'));
const connection = new events.Connection(stack, 'Connection', { authorization });
const webhook = new events.ApiDestination(stack, 'Chat', { connection, endpoint, rateLimitPerSecond: 1 });
new events.Rule(stack, 'Rule', {
  eventPattern: {
    source: ['hire-invites'],
    detailType: ['Hire Needs A Hand', 'Hire Invited At Another Address'],
  },
  targets: [
    new targets.ApiDestination(webhook, { event: events.RuleTargetInput.fromObject(messages[chat]) }),
  ],
});
