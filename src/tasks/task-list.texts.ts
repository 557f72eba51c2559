import { numberIn, type InEveryLanguage, type Language } from '../protocol/language.js';

/** The words of the task list. Numbers come as they are written in the language. */
interface TaskListTexts {
  title: string;
  done: (done: string, total: string) => string;
  empty: string;
  none: string;
  more: (count: string) => string;
  askForMore: (count: string) => string;
  placeholder: string;
  add: string;
  delete: string;
}

const texts: InEveryLanguage<TaskListTexts> = {
  en: {
    title: 'Tasks',
    done: (done, total) => `${done} of ${total} done`,
    empty: 'Nothing to do yet.',
    none: 'No tasks.',
    more: (count) => `and ${count} more`,
    askForMore: (count) => `and ${count} more: ask for the rest`,
    placeholder: 'Add a task',
    add: 'Add',
    delete: 'Delete',
  },
  de: {
    title: 'Aufgaben',
    done: (done, total) => `${done} von ${total} erledigt`,
    empty: 'Noch nichts zu tun.',
    none: 'Keine Aufgaben.',
    more: (count) => `und ${count} weitere`,
    askForMore: (count) => `und ${count} weitere – einfach nach dem Rest fragen`,
    placeholder: 'Aufgabe hinzufügen',
    add: 'Hinzufügen',
    delete: 'Löschen',
  },
  es: {
    title: 'Tareas',
    done: (done, total) => `Completadas: ${done} de ${total}`,
    empty: 'Aún no hay nada que hacer.',
    none: 'No hay tareas.',
    more: (count) => `y ${count} más`,
    askForMore: (count) => `y ${count} más: pide el resto`,
    placeholder: 'Añade una tarea',
    add: 'Añadir',
    delete: 'Eliminar',
  },
  fr: {
    title: 'Tâches',
    done: (done, total) => `Terminées : ${done} sur ${total}`,
    empty: 'Rien à faire pour l’instant.',
    none: 'Aucune tâche.',
    more: (count) => `et ${count} de plus`,
    askForMore: (count) => `et ${count} de plus : demandez la suite`,
    placeholder: 'Ajouter une tâche',
    add: 'Ajouter',
    delete: 'Supprimer',
  },
  ja: {
    title: 'タスク',
    done: (done, total) => `${total}件中${done}件完了`,
    empty: 'まだタスクはありません。',
    none: 'タスクはありません。',
    more: (count) => `ほか${count}件`,
    askForMore: (count) => `ほか${count}件（続きはお尋ねください）`,
    placeholder: 'タスクを追加',
    add: '追加',
    delete: '削除',
  },
  pt: {
    title: 'Tarefas',
    done: (done, total) => `Concluídas: ${done} de ${total}`,
    empty: 'Ainda não há nada a fazer.',
    none: 'Nenhuma tarefa.',
    more: (count) => `e mais ${count}`,
    askForMore: (count) => `e mais ${count}: peça o restante`,
    placeholder: 'Adicione uma tarefa',
    add: 'Adicionar',
    delete: 'Excluir',
  },
};

/** The words of the task list in a language, and how numbers are written in it. */
export const taskListTexts = (language: Language) => ({
  texts: texts[language],
  number: (value: number) => numberIn(value, language),
});
