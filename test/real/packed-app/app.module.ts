import {
  Injectable,
  Module,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ChatKitModule, MemoryThreadStore, ThreadStore, type HttpRequest } from 'nestjs-chatkit';
import { FlowerShopServer } from './flower-shop.server.js';
import { StaffServer } from './staff.server.js';

/** The application's own: a token is the name of whom it was given to. */
@Injectable()
class TokenGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const [, userId] = /^Bearer (\w+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (userId === undefined) throw new UnauthorizedException('No token, no flowers.');
    request.user = { userId };
    return true;
  }
}

@Module({
  providers: [{ provide: ThreadStore, useClass: MemoryThreadStore }],
  exports: [ThreadStore],
})
class StoreModule {}

@Module({
  imports: [
    ChatKitModule.forRoot({
      path: 'chat',
      server: new FlowerShopServer(),
      context: ({ headers }) => ({ shop: String(headers['x-shop'] ?? 'roses') }),
    }),
    ChatKitModule.forRootAsync({
      path: ['staff/chat', 'office/chat'],
      imports: [StoreModule],
      inject: [ThreadStore],
      useFactory: (store: ThreadStore) => new StaffServer(store),
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: TokenGuard }],
})
export class AppModule {}
