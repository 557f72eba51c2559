import { useRef, useState, type DragEvent } from 'react';

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');

/**
 * Files that are dragged onto an element. Without somebody to take them the browser would open them in the page's place.
 * @param onFiles `null` when none are taken: they are then left to the browser.
 */
export function useFileDrop(onFiles: ((files: readonly File[]) => void) | null) {
  const [isOver, setIsOver] = useState(false);
  /** Elements within that the pointer is over: each tells of its coming before the last one tells of its going. */
  const depth = useRef(0);
  const over = (change: 1 | -1 | 0) => {
    depth.current = change === 0 ? 0 : Math.max(0, depth.current + change);
    setIsOver(depth.current > 0);
  };
  const zone = onFiles && {
    onDragEnter: (event: DragEvent) => void (hasFiles(event) && over(1)),
    onDragLeave: (event: DragEvent) => void (hasFiles(event) && over(-1)),
    onDragOver: (event: DragEvent) => void (hasFiles(event) && event.preventDefault()),
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      over(0);
      onFiles([...event.dataTransfer.files]);
    },
  };
  return { isOver, zone };
}
