// npm's oidc-provider as an issuer for server/tests/oidc: its own pages, rotating refresh tokens, real keys.
// Prints its address as one line of JSON and ends when its standard input does. Argument: RS256 or ES256.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const alg = process.argv[2] ?? 'RS256';
const pair =
  alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...pair.privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: 'first' };

// The port has to be known before the issuer can be named.
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const counts = { granted: 0, refused: 0, revoked: 0 };
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'portal',
      client_secret: 'sandbox-secret',
      redirect_uris: ['http://127.0.0.1:3000/auth/callback'],
      post_logout_redirect_uris: ['http://127.0.0.1:3000/sign-in'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: alg,
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['only for tests'] },
  features: { devInteractions: { enabled: true }, revocation: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.test`, name: id }) }),
  // This library gives refresh tokens only after a consent prompt unless told otherwise; issuers for one company do not ask.
  issueRefreshToken: () => true,
  jwks: { keys: [key] },
  rotateRefreshToken: true,
  ttl: { AccessToken: 300, IdToken: 300, Grant: 3600, Interaction: 600, RefreshToken: 3600, Session: 3600 },
});
provider.on('grant.success', (ctx) => {
  if (ctx.oidc.params.grant_type === 'refresh_token') counts.granted += 1;
});
provider.on('grant.error', () => (counts.refused += 1));
provider.on('refresh_token.destroyed', () => (counts.revoked += 1));

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url === '/_counts') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(counts));
  } else {
    answer(request, response);
  }
});
process.stdin.resume().on('end', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ issuer })}\n`);
