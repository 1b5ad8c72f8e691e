/**
 * A person as a CSV row (about 113 bytes) and as a JSON object (about 225), written byte by byte. An address with an
 * apartment has a comma, so that CSV has quoted cells.
 */
import { type ByteFile, encode } from './byte-file.ts';
import type { Person } from './people.ts';

const COMMA = 0x2c;
const DASH = 0x2d;
const DOT = 0x2e;
const NEWLINE = 0x0a;
const QUOTE = 0x22;
const SLASH = 0x2f;
const SPACE = 0x20;

export const CSV_HEADER =
  'id,first,last,age,occupation,telephone,address,city,credit_card_number,expiration_date,income\n';

export function writeCsvRow(file: ByteFile, person: Person): void {
  file.startRecord();
  file.integer(person.id);
  writeCell(file, person.first);
  writeCell(file, person.last);
  file.byte(COMMA);
  file.integer(person.age);
  writeCell(file, person.occupation);
  file.byte(COMMA);
  writeTelephone(file, person);
  file.byte(COMMA);
  if (person.apartment > 0) file.byte(QUOTE);
  writeAddress(file, person);
  if (person.apartment > 0) file.byte(QUOTE);
  writeCell(file, person.city);
  file.byte(COMMA);
  writeCard(file, person);
  file.byte(COMMA);
  writeExpiration(file, person);
  file.byte(COMMA);
  file.integer((person.incomeCents / 100) | 0);
  file.byte(DOT);
  file.digits(person.incomeCents % 100, 2);
  file.byte(NEWLINE);
}

function writeCell(file: ByteFile, value: Uint8Array): void {
  file.byte(COMMA);
  file.bytes(value);
}

const json = {
  age: encode('{"age":'),
  name: encode(',"name":["'),
  last: encode('","'),
  occupation: encode('"],"occupation":"'),
  telephone: encode('","telephone":"'),
  address: encode('","address":{"address":"'),
  city: encode('","city":"'),
  card: encode('"},"credit-card":{"number":"'),
  expiration: encode('","expiration-date":"'),
  end: encode('"}}'),
};

/** One JSON object, without what stands between records. */
export function writeJsonRecord(file: ByteFile, person: Person): void {
  file.bytes(json.age);
  file.integer(person.age);
  file.bytes(json.name);
  file.bytes(person.first);
  file.bytes(json.last);
  file.bytes(person.last);
  file.bytes(json.occupation);
  file.bytes(person.occupation);
  file.bytes(json.telephone);
  writeTelephone(file, person);
  file.bytes(json.address);
  writeAddress(file, person);
  file.bytes(json.city);
  file.bytes(person.city);
  file.bytes(json.card);
  writeCard(file, person);
  file.bytes(json.expiration);
  writeExpiration(file, person);
  file.bytes(json.end);
}

const COUNTRY_CODE = encode('+1-');

function writeTelephone(file: ByteFile, { telephone: [area, exchange, line] }: Person): void {
  file.bytes(COUNTRY_CODE);
  file.digits(area, 3);
  file.byte(DASH);
  file.digits(exchange, 3);
  file.byte(DASH);
  file.digits(line, 4);
}

const APARTMENT = encode(', Apt ');

function writeAddress(file: ByteFile, person: Person): void {
  file.integer(person.house);
  file.byte(SPACE);
  file.bytes(person.street);
  if (person.apartment === 0) return;
  file.bytes(APARTMENT);
  file.integer(person.apartment);
}

function writeCard(file: ByteFile, { card }: Person): void {
  for (let part = 0; part < 4; part++) {
    if (part > 0) file.byte(SPACE);
    file.digits(card[part] as number, 4);
  }
}

function writeExpiration(file: ByteFile, { expiration: [month, year] }: Person): void {
  file.digits(month, 2);
  file.byte(SLASH);
  file.digits(year, 2);
}
