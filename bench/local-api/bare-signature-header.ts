export const bareSignatureHeader = 'x-signature';
