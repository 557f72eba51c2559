import type { Table, TableCell, TableRow } from '../../../../src/protocol/widgets/components';
import { spacing } from './box-style';
import { Children } from './children';
import { childrenOf } from './child-components';

const verticalAlign = { start: 'top', center: 'middle', end: 'bottom' };

/** Rows and cells as a table of its own, that scrolls when it is wider than the widget. */
export function TableView({ component }: { component: Table }) {
  const rows = childrenOf(component) as unknown as TableRow[];
  return (
    <div className="w-table" tabIndex={0} role="group" aria-label="Table">
      <table>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.key ?? row.id ?? index}>
              {(childrenOf(row) as unknown as TableCell[]).map((cell, column) => (
                <Cell key={cell.key ?? cell.id ?? column} component={cell} header={row.header} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ component, header }: { component: TableCell; header?: boolean }) {
  const { colSpan, rowSpan, width, padding, align, vAlign } = component;
  const Tag = header ? 'th' : 'td';
  return (
    <Tag
      colSpan={colSpan}
      rowSpan={rowSpan}
      scope={header ? 'col' : undefined}
      style={{
        width,
        ...spacing('padding', padding),
        textAlign: align,
        verticalAlign: vAlign && verticalAlign[vAlign],
      }}
    >
      <Children of={component} />
    </Tag>
  );
}
