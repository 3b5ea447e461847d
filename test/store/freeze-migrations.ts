import { writeFile } from 'node:fs/promises';
import { migrations } from '../../app/store/migrations/migrations.ts';
import { releasedFile, toSql } from './released-migrations.ts';

// node test/store/freeze-migrations.ts stores the SQL of new migrations; those that are stored stay as they are.
for (const [name, statements] of Object.entries(migrations))
  await writeFile(releasedFile(name), toSql(statements), { flag: 'wx' }).then(
    () => process.stdout.write(`stored ${name}\n`),
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
