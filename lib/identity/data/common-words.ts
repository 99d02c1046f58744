/**
 * Words, names, keyboard walks and phrases that people build passwords from, in lower case and without digits. Our own list, written by
 * hand; lib/identity/common-passwords.ts multiplies it by the endings that people add.
 */
export const commonWords: readonly string[] = (
  'password passwort passw passwd pass secret letmein login logon signin welcome hello admin administrator root user guest test testing tester demo default changeme change master manager ' +
  'access system server network computer laptop internet windows microsoft office google apple android samsung iphone macbook facebook twitter instagram linkedin youtube netflix amazon paypal spotify ' +
  'database oracle linux ubuntu cisco router wireless security private public temporary temp company business employee account accounts finance payroll payout payouts payment payments money dollar dollars bank banking ' +
  'plumbline plumbing plumber technician dispatch invoice invoices customer service services support helpdesk ' +
  'love loveme iloveyou loveyou lovely lover baby babygirl babyboy honey sweet sweetheart sweetie darling angel angels princess prince queen king kitty kitten cat cats dog dogs puppy doggy ' +
  'monkey dragon tiger lion eagle falcon hawk bear wolf shark dolphin horse pony butterfly panda turtle spider snake phoenix unicorn rabbit bunny chicken duck ' +
  'football baseball basketball soccer hockey tennis golf cricket rugby volleyball swimming fishing hunting racing boxing skate skater surfing snowboard gymnastics cheer coach player ' +
  'yankees cowboys lakers steelers packers eagles broncos patriots raiders giants dodgers redsox cubs rangers arsenal chelsea liverpool barcelona juventus madrid bayern celtic everton manchester united ' +
  'superman batman spiderman ironman wolverine hulk thor joker avengers starwars skywalker vader yoda jedi matrix trinity morpheus neo pokemon pikachu mario zelda sonic minecraft fortnite roblox gandalf frodo hobbit potter hogwarts ' +
  'summer winter spring autumn fall january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday weekend holiday vacation christmas halloween easter birthday ' +
  'sunshine rainbow flower flowers rose lily daisy jasmine violet cherry orange lemon apple banana strawberry peach berry chocolate cookie cookies candy sugar pepper ginger coffee pizza cheese bacon butter cheesecake ' +
  'red blue green yellow purple black white silver gold golden pink orange brown diamond crystal ruby pearl ' +
  'michael jessica jennifer ashley amanda daniel david james robert john joseph thomas william charlie charles george andrew matthew joshua anthony christopher nicholas jonathan justin brandon ' +
  'michelle nicole stephanie elizabeth samantha sarah lauren hannah emily olivia sophia isabella mia emma charlotte amelia maria anna laura linda susan barbara patricia karen nancy lisa betty helen sandra donna carol ' +
  'alexander alex ethan noah liam mason jacob jackson lucas logan oliver henry benjamin max sam jack harry peter paul mark steven kevin brian jason ryan eric adam tyler aaron dylan ' +
  'buster bailey maggie lucy molly sophie chloe sadie rocky duke jake toby cooper riley bella coco daisy oscar simba tigger shadow smokey ' +
  'america american usa canada mexico brazil england britain london paris berlin germany france italy spain ireland scotland australia india china japan texas california florida chicago boston newyork dallas houston austin denver seattle phoenix vegas hawaii ' +
  'freedom liberty forever together family mother father mommy daddy mummy sister brother children friend friends bestfriend buddy happy happiness smile lucky blessed blessing grace faith hope heaven jesus christ god lord bible church angel ' +
  'whatever nothing something anything everything trustno trustnoone fuckyou fuckoff bullshit asshole biteme badass bitch sexy sexsex hottie hotstuff naughty ' +
  'ninja pirate soldier warrior knight hunter killer shooter sniper ranger marine navy army police fireman captain champion winner legend hero ' +
  'mustang corvette ferrari porsche mercedes toyota honda nissan yamaha harley kawasaki suzuki camaro chevy ford dodge jeep truck trucks motorcycle ' +
  'guitar music rock metal metallica nirvana slipknot eminem tupac beatles elvis madonna rihanna beyonce blink greenday piano drums dance dancer dancing singer ' +
  'star stars moon sun sky ocean beach island river mountain forest storm thunder lightning fire water earth wind snow ice rain winter ' +
  'qwerty qwertyuiop qwertyui qwert qwertz azerty asdf asdfgh asdfghjkl asdfjkl zxcvbn zxcvbnm qazwsx qazwsxedc wasd qweasd qweasdzxc poiuytrewq lkjhgfdsa mnbvcxz abc abcd abcde abcdef abcdefg abcdefgh abcdefghijkl aaa xxx zzz ' +
  'correcthorsebatterystaple opensesame sesame abracadabra imtheboss theboss iamtheking letmeinnow letmeinplease passwordpassword mypassword yourpassword thepassword newpassword oldpassword nopassword ' +
  'startup enterprise solution project product december quality control engineer developer student teacher school college university science history library ' +
  'one two three four five six seven eight nine ten hundred thousand million onetwothree onetwothreefour thequickbrownfox quick brown fox jumps lazy tobeornottobe iloveyouso iloveyoutoo livelaughlove carpediem hakunamatata nevergiveup neverforget ' +
  'bonjour motdepasse soleil amour doudou chouchou marseille hola amor contrasena teamo tequiero princesa estrella mariposa bonita corazon futbol senha brasil flamengo hallo schatz liebe sommer ciao amore juventus napoli'
).split(' ')
