// The server of this repository as a whole, for who starts it from code of their own: `nestjs-chatkit/server`. It is
// apart from the library, which an application can mount without the database, the logger and the agent that come
// with the server.

export { AppModule } from './app.module.js';
export { CONFIG, ConfigError, parseConfig, type Config } from './config.js';
export { createServer, listen, refuseNew } from './server.js';
