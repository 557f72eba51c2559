import { createChatKitFetch, type ChatKitFetch } from 'nestjs-chatkit/browser';

/** What a page of the shop's gives to the widget. Compiled here without the DOM's types, as a server that renders is. */
export const chat: ChatKitFetch & typeof fetch = createChatKitFetch({
  baseUrl: 'https://shop.example',
  getToken: async () => 'token',
  onUnsent: ({ threadId, text }) => console.log(threadId, text),
});
