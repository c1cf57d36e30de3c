/** Services of AWS that deal in secrets, as the SDK names their clients, and as hosts have them. */
const services: Readonly<Record<string, string>> = {
  ACM: 'acm',
  ACMPCA: 'acm-pca',
  CloudHSMV2: 'cloudhsmv2',
  Codeartifact: 'codeartifact',
  CognitoIdentity: 'cognito-identity',
  CognitoIdentityProvider: 'cognito-idp',
  ECR: 'ecr',
  IAM: 'iam',
  KMS: 'kms',
  PaymentCryptography: 'controlplane.payment-cryptography',
  PaymentCryptographyData: 'dataplane.payment-cryptography',
  RolesAnywhere: 'rolesanywhere',
  SecretsManager: 'secretsmanager',
  Signin: 'signin',
  SSM: 'ssm',
  SSO: 'portal.sso',
  SSOOIDC: 'oidc',
  STS: 'sts',
};

const hostsOfAws = new RegExp(
  `^(?:[\\w-]+\\.)?(?:${Object.values(services).join('|').replaceAll('.', '\\.')})(?:-fips)?\\.(?:[\\w-]+\\.)*(?:amazonaws|api\\.aws)`,
);

/** Hosts that hand out credentials: those of Google, of other clouds, of a machine. */
const others =
  /^(?:secretmanager|oauth2|sts|iamcredentials|cloudkms)\.googleapis\.com$|^(?:accounts\.google\.com|metadata\.google\.internal|login\.microsoftonline\.com|169\.254\.\d+\.\d+)$|\.vault\.azure\.net$/;

/** The extension of AWS that keeps secrets and parameters for a function. */
const extensionPort = '2773';

/** Whether a client of the SDK, named without `Client`, has nothing to show but secrets. */
export function isSecretService(name: string): boolean {
  return Object.hasOwn(services, name);
}

/** Whether what goes to and comes from a URL are secrets. */
export function dealsInSecrets({ hostname, port, pathname }: URL): boolean {
  return (
    hostsOfAws.test(hostname) ||
    others.test(hostname) ||
    port === extensionPort ||
    /\/(?:oauth2?|token|oidc|saml)(?:\/|$)/i.test(pathname)
  );
}
