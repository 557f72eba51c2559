import type { Chart } from '../../../../src/protocol/widgets/chart';

/** The numbers of a chart. It is not drawn here, but what it says is not lost. */
export function ChartTable({ component }: { component: Chart }) {
  const { data, series, xAxis } = component;
  const axis = typeof xAxis === 'string' ? xAxis : xAxis.dataKey;
  return (
    <div className="w-table" tabIndex={0} role="group" aria-label="Chart as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">{axis}</th>
            {series.map(({ dataKey, label }) => (
              <th key={dataKey} scope="col">
                {label ?? dataKey}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.map((row, index) => (
            <tr key={index}>
              <td>{row[axis]}</td>
              {series.map(({ dataKey }) => (
                <td key={dataKey}>{row[dataKey]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
