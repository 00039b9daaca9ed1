import type { Translation } from '../translation.ts';

/**
 * A text with `dir="auto"` takes its direction from its first strong character: no notice, event
 * or line of a list begins with a name, which may be in Latin script. A timer’s `{time}` is in the
 * nominative (“ساعتان”), so it follows a colon.
 */
export const MESSAGES = {
  locale: 'ar',

  connection: {
    'signed-out': 'تم تسجيل الخروج',
    connecting: 'جارٍ الاتصال…',
    online: 'على الإنترنت',
    reconnecting: 'جارٍ إعادة الاتصال…',
    ended: 'انتهى الاتصال',
  },
  useName: 'استخدام «{name}»',
  you: 'أنت',
  unnamed: 'جهة اتصال جديدة',

  state: {
    waiting: 'قيد الانتظار',
    sent: 'تم الإرسال',
    delivered: 'تم التسليم',
    read: 'تمت القراءة',
  },
  late: 'وصلت متأخرة: {time}',
  crossing: 'كُتبت قبل وصول رسالتك',
  event: {
    accept: {
      mine: 'لقد قبلت طلب المراسلة',
      theirs: 'تم قبول طلب المراسلة الذي أرسلته إلى {name}',
    },
    decline: {
      mine: 'لقد رفضت طلب المراسلة',
      theirs: 'تم رفض طلب المراسلة الذي أرسلته إلى {name}',
    },
    leave: {
      mine: 'لقد غادرت المحادثة',
      theirs: 'تمت مغادرة المحادثة من جانب {name}',
    },
    unknown: {
      mine: 'لقد أرسلت محتوى لا يمكن لهذا الإصدار من Live Chat عرضه',
      theirs: 'وصل من {name} محتوى لا يمكن لهذا الإصدار من Live Chat عرضه',
    },
    fork: {
      mine: 'تمت استعادة بياناتك من نسخة أقدم، أو أنها مستخدمة في مكانين. قد تكون بعض الرسائل مفقودة أو تظهر مرتين.',
      theirs:
        'تمت استعادة بيانات {name} من نسخة أقدم، أو أنها مستخدمة في مكانين. قد تظهر بعض الرسائل مرتين.',
    },
  },
  timer: {
    off: 'إيقاف',
    left: 'الوقت المتبقي قبل الاختفاء: {time}',
    afterSeen: 'موعد الاختفاء: {time} بعد المشاهدة',
  },
  timerEvent: {
    on: {
      mine: 'لقد ضبطت مدة الرسائل ذاتية الاختفاء: {time} بعد المشاهدة',
      theirs: 'تم ضبط مدة الرسائل ذاتية الاختفاء من جانب {name}: {time} بعد المشاهدة',
    },
    off: {
      mine: 'لقد أوقفت الرسائل ذاتية الاختفاء',
      theirs: 'تم إيقاف الرسائل ذاتية الاختفاء من جانب {name}',
    },
  },
  messageDeleted: 'تم حذف الرسالة',
  quote: {
    edited: 'تم تعديلها بعد هذا الرد',
    missing: 'هذه الرسالة غير متاحة',
  },
  reaction: {
    mine: '{emoji} تفاعلك',
    theirs: '{emoji} تفاعل من {name}',
    both: '{emoji} تفاعلك وتفاعل {name}',
  },
  composing: {
    reply: 'الرد على {name}',
    self: 'الرد على رسالتك',
    edit: 'تعديل الرسالة',
  },
  renamed: 'تغيّر الاسم من {from} إلى {to}',

  notice: {
    none: 'رسالتك الأولى هي طلب مراسلة. يعود قبوله أو رفضه إلى {name}.',
    requested: 'في انتظار رد {name} على طلب المراسلة.',
    requestFull: 'امتلأ طلب المراسلة. سيتم إرسال الرسائل الجديدة بعد قبوله من جانب {name}.',
    'declined-by-me': 'لقد رفضت طلب المراسلة هذا. للدردشة مع {name} رغم ذلك، يمكنك إرسال رسالة.',
    'left-by-peer':
      'تمت مغادرة هذه المحادثة من جانب {name}. عند كتابة رسالة جديدة، سيتم إرسال طلب آخر.',
    'left-by-me': 'لقد غادرت هذه المحادثة. عند كتابة رسالة جديدة، سيتم إرسال طلب إلى {name}.',
    offline: 'حالة {name} حاليًا: دون اتصال. سيتم تسليم رسائلك عند العودة إلى الإنترنت.',
    gone: 'تم تسجيل خروج {name} أو مضت مدة طويلة على آخر ظهور، وأصبح الاسم متاحًا من جديد. سيتم إرسال رسائلك في حال العودة.',
    missing: 'لم تصل بعد رسالة سابقة من {name}. ستظهر الرسائل اللاحقة عند وصولها.',
    blocked: 'لقد حظرت {name}. لا يتم إرسال أي إشعار بذلك.',
    reconnecting: 'لا يوجد اتصال. يمكنك متابعة الكتابة: سيتم إرسال رسائلك عند عودة الاتصال.',
  },
  presence: {
    online: 'على الإنترنت',
    offline: 'دون اتصال',
    typing: 'جارٍ الكتابة…',
    lastSeen: 'آخر ظهور: {when}',
    gone: 'غير متاح',
    blocked: 'تم الحظر',
    newContact: '{presence} · جهة اتصال جديدة',
  },
  list: {
    requests: 'طلبات المراسلة',
    conversations: 'المحادثات',
    people: 'الأشخاص',
    justArrived: 'على الإنترنت منذ لحظات',
    onlineFor: 'على الإنترنت منذ {duration}',
    asks: 'طلب مراسلة',
    notShown: {
      zero: 'لا توجد طلبات غير معروضة.',
      one: 'هناك طلب واحد لم يُعرض لكثرة الطلبات المنتظرة.',
      two: 'هناك طلبان لم يُعرضا لكثرة الطلبات المنتظرة.',
      few: 'هناك # طلبات لم تُعرض لكثرة الطلبات المنتظرة.',
      many: 'هناك # طلبًا لم يُعرض لكثرة الطلبات المنتظرة.',
      other: 'هناك # طلب لم يُعرض لكثرة الطلبات المنتظرة.',
    },
    mine: 'أنت:',
    draft: 'مسودة:',
    unread: {
      zero: 'لا رسائل غير مقروءة',
      one: 'رسالة واحدة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: '# رسائل غير مقروءة',
      many: '# رسالة غير مقروءة',
      other: '# رسالة غير مقروءة',
    },
    noMatch: 'لا يوجد أحد على الإنترنت يطابق اسمه «{prefix}».',
  },
  command: {
    search: 'البحث في الرسائل',
    settings: 'الإعدادات',
    invitation: 'دعوة شخص',
    keyboard: 'اختصارات لوحة المفاتيح',
  },
  request: {
    title: 'طلب مراسلة من {name}',
    aboutKnown: '{presence} · سبق أن تراسلتما',
    aboutNew: '{presence} · لم تتراسلا من قبل',
  },
  announcement: {
    arrived: '{name}: {text}',
    elsewhere: 'رسالة جديدة من {name}',
    asked: 'طلب مراسلة جديد من {name}',
    askedUnnamed: 'طلب مراسلة جديد',
    sent: 'تم إرسال الرسالة',
    edited: 'تم تعديل الرسالة',
    typing: '{name}: جارٍ الكتابة',
    waiting: 'سيتم إرسال الرسالة عند عودة الاتصال',
  },
  file: {
    label: {
      photo: 'صورة',
      video: 'فيديو',
      voice: 'رسالة صوتية',
      file: 'ملف: {file}',
    },
    album: {
      zero: 'لا صور',
      one: 'صورة واحدة',
      two: 'صورتان',
      few: '# صور',
      many: '# صورة',
      other: '# صورة',
    },
    view: 'عرض {file}',
    save: 'حفظ {file}',
    play: 'تشغيل {file}',
    progress: 'تقدّم نقل {file}',
    tooManyPixels: 'هذه الصورة أكبر من أن تُعرض. يمكن حفظها.',
    position: '{at} من {length}',
    state: {
      mine: {
        offered: 'لم يتم تنزيل الملف بعد من جانب {name}',
        waiting: 'بانتظار اتصال {name} بالإنترنت',
        transferring: '{done} من {size}',
        paused: 'التنزيل متوقف مؤقتًا من جانب {name}',
        cancelled: 'لقد ألغيت هذا الملف',
        refused: 'تم رفض هذا الملف من جانب {name}',
      },
      theirs: {
        waiting: 'بانتظار اتصال {name} بالإنترنت',
        transferring: '{done} من {size}',
        paused: 'متوقف مؤقتًا عند {done} من {size}',
        cancelled: 'تم إلغاء هذا الملف من جانب {name}',
        refused: 'لقد رفضت هذا الملف',
      },
    },
    action: {
      accept: 'تنزيل',
      pause: 'إيقاف مؤقت',
      resume: 'استئناف',
      cancel: 'إلغاء',
      refuse: 'رفض',
    },
  },
  sharing: {
    refused:
      'تمكن مشاركة نص لا يتجاوز {characters} حرف، وما لا يزيد على {pictures} صور بحجم إجمالي أقصاه {size}.',
  },
  tray: {
    added: 'تم إرفاق {file}',
    removed: 'تمت إزالة {file}',
    remove: 'إزالة {file}',
    limit: 'الحد الأقصى لحجم الملف هو {limit}.',
  },
  voice: {
    name: 'رسالة صوتية',
    recording: 'جارٍ التسجيل',
    cancelled: 'تم حذف التسجيل',
  },
  need: {
    secure: 'اتصال آمن (HTTPS)',
    crypto: 'واجهة Web Cryptography',
    ed25519: 'توقيعات Ed25519',
    rsa: 'تشفير RSA-OAEP',
    aes: 'تشفير AES-GCM',
    locks: 'واجهة Web Locks',
  },
  conversationWith: 'محادثة مع {name}',
  messagesWith: 'الرسائل مع {name}',
  messageTo: 'رسالة إلى {name}',
  sendingPaused: 'الإرسال متوقف مؤقتًا',
  charactersLeft: {
    zero: 'لم يتبقّ أي حرف',
    one: 'تبقّى حرف واحد',
    two: 'تبقّى حرفان',
    few: 'تبقّت # أحرف',
    many: 'تبقّى # حرفًا',
    other: 'تبقّى # حرف',
  },
  charactersOver: {
    zero: 'لا أحرف زائدة عن الحد',
    one: 'حرف واحد زائد عن الحد',
    two: 'حرفان زائدان عن الحد',
    few: '# أحرف زائدة عن الحد',
    many: '# حرفًا زائدًا عن الحد',
    other: '# حرف زائد عن الحد',
  },
  newMessages: {
    zero: 'لا رسائل جديدة',
    one: 'رسالة جديدة واحدة',
    two: 'رسالتان جديدتان',
    few: '# رسائل جديدة',
    many: '# رسالة جديدة',
    other: '# رسالة جديدة',
  },
  notification: { message: 'رسالة جديدة', request: 'طلب مراسلة جديد' },
  title: 'Live Chat',
  titleUnread: '({count}) Live Chat',
} satisfies Translation['messages'];
