/** The files of Swagger UI that the page loads. */
export const uiFiles = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;
export type UiFile = (typeof uiFiles)[number];

/** The page at `/docs`. Everything it loads comes from this server; no script stands in the page itself. */
export const docsPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>nestjs-chatkit: API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const signInAsAlice = `
  fetch('/api/auth/dev-token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"user":"alice"}',
  })
    .then((response) => (response.ok ? response.json() : undefined))
    .then((body) => body && ui.preauthorizeApiKey('bearer', body.token));
`;

/** The page's script. With demo tokens to be had, the page is signed in as one of the demo's people. */
export const docsScript = (devTokens: boolean): string => `
const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  onComplete() {${devTokens ? signInAsAlice : ''}},
});
`;
