import { entryText, nothingIn, type MapResult } from '@tracelab/bench';
import { mapTable } from '../store/object-tables.js';
import { Figure } from './figure.js';
import { LongText } from './long-text.js';
import { MoreButton, useFirst } from './more-button.js';

/** What programs left in maps and global variables. */
export function ObjectMaps({ maps }: { readonly maps: readonly MapResult[] }) {
  if (maps.length === 0) return null;
  return (
    <Figure name="object-maps" title="Maps and global variables" isPicture={false} table={mapTable(maps)} json={maps}>
      <div class="maps">
        {maps.map((map) => (
          <MapContents map={map} key={map.name} />
        ))}
      </div>
    </Figure>
  );
}

function MapContents({ map }: { readonly map: MapResult }) {
  const { name, type, entries } = map;
  const [shown, showMore] = useFirst(entries);
  const hasKeys = type !== 'ringbuf';
  return (
    <div data-map={name}>
      <table class="numbers-table">
        <caption>
          {name} <span class="dim">{type === 'data' ? 'global variables' : `${type}, ${entries.length === 0 ? nothingIn(map) : entries.length === 1 ? '1 entry' : `${entries.length} entries`}`}</span>
        </caption>
        {entries.length > 0 && (
          <>
            <thead>
              <tr>
                {hasKeys && (
                  <th scope="col" class="left">
                    {type === 'data' ? 'variable' : 'key'}
                  </th>
                )}
                <th scope="col" class="left">
                  {hasKeys ? 'value' : 'record'}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((entry, i) => {
                const { key, value } = entryText(map, entry);
                return (
                  <tr key={i}>
                    {key !== null && (
                      <th scope="row" class="left mono value">
                        <LongText text={key} />
                      </th>
                    )}
                    <td class="left mono value">
                      <LongText text={value} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </>
        )}
      </table>
      <MoreButton shown={shown.length} all={entries.length} onMore={showMore} what={`entries of ${name}`} />
    </div>
  );
}
