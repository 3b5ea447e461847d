/** Name of the database and of its owner, wherever a deployment creates them. */
export const databaseName = 'rostrum';
