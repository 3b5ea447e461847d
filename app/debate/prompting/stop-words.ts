const english = `a about above after again all also am an and any are as at be because been before being
  below between both but by can could d did do does doing don down during each few for from further had
  has have having he her here hers him his how i if in into is it its itself just ll me more most my no
  nor not now of off on once only or other our ours out over own per re s same she should so some such t
  than that the their theirs them then there these they this those through to too under until up us ve
  very was we were what when where which while who whom why will with would you your yours`;

const german = `aber als auch auf aus bei bin bis da damit dann das dass dem den der des die diese dieser
  dieses doch du durch ein eine einem einen einer eines er es für gegen hat haben hatte ich ihr ihre im
  in ist ja kann kein keine können man mehr mit muss müssen nach nicht noch nur ob oder ohne sein sehr
  sich sie sind so soll sollen sollte sollten über um und uns unser unsere unter vom von vor wann warum
  was welche welcher welches wenn wer werden wie wir wird wo wurde zu zum zur`;

const french = `j l m n au aux avec ce ces cette dans de des doit du elle elles en est et être eux faut
  il ils je la le les leur leurs lui mais mes mon ne nos notre nous on ont ou où par pas plus pour
  pourquoi qu que quel quelle quelles quels qui quoi sa sans se ses si sont sous sur ta te tu un une vos
  votre vous y`;

const spanish = `al como cómo con cuál cuándo de debe deben debemos del donde el ella ellos en entre es
  esa ese está están esta estas este estos ha han hay la las le les lo los me mi muy nos nuestra nuestro
  o para pero por porque qué que se ser si sin sobre su sus también te tiene un una unas uno unos y ya`;

const japanese = `です ます する した して しない され ある いる いない なる ない この その あの どの これ それ ため べき よう から まで など`;
const chinese = `的 了 是 在 和 与 或 也 都 不 就 吗 呢 有 为 我们 你们 他们 什么 怎么 怎样 为什么 如何 是否 应该 可以 一个 这个 那个 哪些`;
const thai = `ที่ และ ของ ใน เป็น มี ไม่ ได้ จะ ให้ หรือ กับ จาก นี้ นั้น อะไร ทำไม อย่างไร ควร ว่า ไหม`;

/** Words that say nothing about the subject of a text. Short lists: one stop word too few does little harm. */
export const stopWords: ReadonlySet<string> = new Set(
  [english, german, french, spanish, japanese, chinese, thai].join(' ').split(/\s+/),
);
