import type { ToolCallState } from '../bridge/response-stream-converter.js';
import { languageOf, type InEveryLanguage, type Language } from '../../protocol/language.js';

// Our own words about tool calls.

interface Words {
  failed: string;
  /** @param time Such as `0.4 s`. */
  failedAfter: (time: string) => string;
  waiting: string;
  rejected: string;
  webSearch: string;
  pageRead: string;
  fileSearch: string;
  code: string;
  computer: string;
  shell: string;
  patch: string;
  /** @param agent Who goes on with the conversation. */
  handOff: (agent: string) => string;
}

const words: InEveryLanguage<Words> = {
  en: {
    failed: 'Failed',
    failedAfter: (time) => `Failed after ${time}`,
    waiting: 'Asked for your approval',
    rejected: 'Not approved',
    webSearch: 'Web search',
    pageRead: 'Reading a web page',
    fileSearch: 'File search',
    code: 'Running code',
    computer: 'Using a computer',
    shell: 'Running commands',
    patch: 'Changing files',
    handOff: (agent) => `Handing over to ${agent}`,
  },
  de: {
    failed: 'Fehlgeschlagen',
    failedAfter: (time) => `Fehlgeschlagen nach ${time}`,
    waiting: 'Deine Zustimmung wurde erbeten',
    rejected: 'Nicht genehmigt',
    webSearch: 'Websuche',
    pageRead: 'Webseite wird gelesen',
    fileSearch: 'Dateisuche',
    code: 'Code wird ausgeführt',
    computer: 'Computer wird bedient',
    shell: 'Befehle werden ausgeführt',
    patch: 'Dateien werden geändert',
    handOff: (agent) => `Übergabe an ${agent}`,
  },
  es: {
    failed: 'Falló',
    failedAfter: (time) => `Falló tras ${time}`,
    waiting: 'Se pidió tu aprobación',
    rejected: 'No aprobado',
    webSearch: 'Búsqueda en la web',
    pageRead: 'Lectura de una página web',
    fileSearch: 'Búsqueda de archivos',
    code: 'Ejecución de código',
    computer: 'Uso del ordenador',
    shell: 'Ejecución de comandos',
    patch: 'Cambios en archivos',
    handOff: (agent) => `Traspaso a ${agent}`,
  },
  fr: {
    failed: 'Échec',
    failedAfter: (time) => `Échec après ${time}`,
    waiting: 'Votre accord a été demandé',
    rejected: 'Non approuvé',
    webSearch: 'Recherche sur le Web',
    pageRead: 'Lecture d’une page Web',
    fileSearch: 'Recherche dans les fichiers',
    code: 'Exécution de code',
    computer: 'Utilisation de l’ordinateur',
    shell: 'Exécution de commandes',
    patch: 'Modification de fichiers',
    handOff: (agent) => `Transfert à ${agent}`,
  },
  ja: {
    failed: '失敗しました',
    failedAfter: (time) => `${time}で失敗しました`,
    waiting: '承認をお願いしました',
    rejected: '承認されませんでした',
    webSearch: 'ウェブ検索',
    pageRead: 'ウェブページの閲覧',
    fileSearch: 'ファイル検索',
    code: 'コードの実行',
    computer: 'コンピューターの操作',
    shell: 'コマンドの実行',
    patch: 'ファイルの変更',
    handOff: (agent) => `${agent}に引き継ぎ`,
  },
  pt: {
    failed: 'Falhou',
    failedAfter: (time) => `Falhou após ${time}`,
    waiting: 'Sua aprovação foi pedida',
    rejected: 'Não aprovado',
    webSearch: 'Pesquisa na web',
    pageRead: 'Leitura de uma página da web',
    fileSearch: 'Pesquisa de arquivos',
    code: 'Execução de código',
    computer: 'Uso do computador',
    shell: 'Execução de comandos',
    patch: 'Alteração de arquivos',
    handOff: (agent) => `Transferência para ${agent}`,
  },
};

/** What is shorter is not told exactly: nobody cares. */
const shortestMs = 100;

/** How tool calls are spoken of to one person. */
export class ActivityWords {
  readonly language: Language;

  /** @param locale The person's, such as `de-AT`; English by default. */
  constructor(locale?: string) {
    this.language = languageOf(locale);
  }

  get own(): Words {
    return words[this.language];
  }

  /** How a call ended, or what it waits for. Nothing for one that runs, which needs no words. */
  outcome(state: ToolCallState): string {
    const { failed, failedAfter, waiting, rejected } = this.own;
    switch (state.status) {
      case 'waiting':
        return waiting;
      case 'rejected':
        return rejected;
      case 'running':
        return '';
      case 'failed':
        return state.ms === undefined || state.ms < shortestMs ? failed : failedAfter(this.time(state.ms));
      case 'done':
        return state.ms === undefined ? '' : this.time(state.ms);
    }
  }

  /** `0.4 s`, `12 s`, `2 min 5 s`. */
  time(ms: number): string {
    if (ms < shortestMs) return `< ${this.seconds(0.1, 1)}`;
    if (ms < 9_950) return this.seconds(ms / 1000, 1);
    const whole = Math.round(ms / 1000);
    if (whole < 60) return this.seconds(whole);
    const minutes = this.unit(Math.floor(whole / 60), 'minute');
    return whole % 60 ? `${minutes} ${this.seconds(whole % 60)}` : minutes;
  }

  /** @param share From 0 to 1. */
  percent(share: number): string {
    return new Intl.NumberFormat(this.language, { style: 'percent' }).format(share);
  }

  private seconds(seconds: number, digits = 0): string {
    return this.unit(seconds, 'second', digits);
  }

  /** The unit's sign, which is the same nearly everywhere: Intl would write "0.4 sec" and "0,4 Sek.". */
  private unit(value: number, unit: 'minute' | 'second', digits = 0): string {
    const number = new Intl.NumberFormat(this.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
    const signs = this.language === 'ja' ? { minute: '分', second: '秒' } : { minute: 'min', second: 's' };
    return `${number} ${signs[unit]}`;
  }
}
