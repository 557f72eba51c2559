/** Where OpenAI publishes the official widget. It is in no package registry, so a page must load it from here. */
export const widgetScriptUrl = 'https://cdn.platform.openai.com/deployments/chatkit/chatkit.js';

const elementName = 'openai-chatkit';

/**
 * Loads the official widget's script. Resolves when its element is defined.
 * @throws Error when the script is blocked, unreachable, or has not defined its element in time.
 */
export function loadWidgetScript(timeoutMs = 3000): Promise<void> {
  if (customElements.get(elementName)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The widget script took too long.')), timeoutMs);
    void customElements.whenDefined(elementName).then(() => {
      clearTimeout(timer);
      resolve();
    });
    const script = document.createElement('script');
    script.src = widgetScriptUrl;
    script.async = true;
    script.onerror = () => {
      clearTimeout(timer);
      script.remove();
      reject(new Error('The widget script could not be loaded.'));
    };
    document.head.append(script);
  });
}
