/** The words that people are made of. */

const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

export const FIRST_NAMES = words(`
  Alice, Amir, Barbara, Beatrice, Bruno, Carmen, Charles, Daniel, Deborah, Edith, Elena, Emil, Felix, Fiona, George,
  Grace, Hannah, Hugo, Ida, Igor, Isabel, Jack, Jasmin, Kevin, Lara, Leon, Linda, Marcus, Maria, Michelle, Nadia,
  Oliver, Patricia, Quentin, Rachel, Robert, Sofia, Stephen, Teresa, Thomas, Ursula, Victor, Wendy, Xavier, Yara, Zoe`);

export const LAST_NAMES = words(`
  Anderson, Baker, Becker, Bennett, Brown, Campbell, Carter, Chen, Cooper, Diaz, Edwards, Evans, Fischer, Foster,
  Garcia, Gonzalez, Green, Hall, Harris, Hughes, Ivanov, Jackson, Johnson, Jones, Kelly, Kim, King, Kowalski, Lee, Lopez,
  Martin, Meyer, Miller, Moore, Nguyen, Novak, O'Brien, Olsen, Parker, Patel, Quinn, Ramirez, Roberts, Rossi, Santos,
  Schmidt, Singh, Smith, Suzuki, Tanaka, Taylor, Thompson, Turner, Walker, Watanabe, White, Williams, Wright, Young`);

export const OCCUPATIONS = words(`
  Accountant, Actor, Air Traffic Controller, Architect, Baker, Beekeeper, Bookbinder, Bus Driver, Butcher, Carpenter,
  Chemist, Civil Engineer, Clerk, Cook, Dentist, Economist, Editor, Electrician, Farmer, Fashion Designer, Firefighter,
  Florist, Gardener, Geologist, Glazier, Hairdresser, Historian, Insurance Broker, Interpreter, Journalist, Judge,
  Lawyer, Librarian, Locksmith, Machinist, Mechanic, Midwife, Musician, Nurse, Optician, Painter, Pharmacist,
  Photographer, Physician, Pilot, Plumber, Police Officer, Potter, Programmer, Psychologist, Researcher, Roofer, Sailor,
  Secretary, Shop Assistant, Surgeon, Surveyor, Tailor, Teacher, Translator, Veterinary Nurse, Waiter, Welder`);

export const STREETS = words(`
  Abbey Road, Acacia Avenue, Beacon Street, Birch Lane, Bridge Street, Broadway, Castle Hill, Cedar Court, Chapel Walk,
  Cherry Tree Lane, Church Street, Crescent Road, Dock Street, Elm Avenue, Fountain Square, Garden Terrace, Grove Park,
  Harbour View, High Street, Hillside Drive, Kings Road, Lakeside Drive, Lincoln Avenue, Long Acre, Maple Street,
  Market Place, Meadow Lane, Mill Road, North Parade, Oak Avenue, Orchard Close, Park Avenue, Pine Street, Queens Gate,
  River Road, Rose Hill, School Lane, Spring Gardens, Station Road, Sunset Boulevard, Union Street, Victoria Street,
  Washington Street, Water Lane, West Street, Willow Way, Windsor Place, York Road`);

export const CITIES = words(`
  Amsterdam, Athens, Austin, Barcelona, Bergen, Berlin, Boston, Bristol, Brussels, Budapest, Cairo, Chicago, Denver,
  Dublin, Geneva, Glasgow, Hamburg, Helsinki, Houston, Kyoto, Lagos, Lima, Lisbon, London, Lyon, Madrid, Melbourne,
  Milan, Montreal, Munich, Nairobi, New York, Osaka, Oslo, Paris, Philadelphia, Porto, Prague, Rio de Janeiro, Rome,
  San Francisco, Santiago, Seattle, Singapore, Sydney, Tokyo, Toronto, Vienna, Warsaw, Zurich`);
